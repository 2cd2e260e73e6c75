namespace OrleansDro.Abstractions.Fleet;

/// <summary>
/// Knows the runs of the cluster and the devices of its silos, and shares the devices out among the runs. There is one, with key 0. Devices are re-learnt from
/// their silos, which report several times a second.
/// </summary>
[Alias("OrleansDro.IFleetGrain")]
public interface IFleetGrain : IGrainWithIntegerKey
{
    /// <summary>The names of all runs that were ever started, in that order.</summary>
    [Alias("GetRuns")]
    Task<IReadOnlyList<string>> GetRuns();

    /// <summary>All devices, ordered by silo and name.</summary>
    [Alias("GetDevices")]
    Task<IReadOnlyList<DeviceView>> GetDevices();
}
