namespace OrleansDro.Abstractions.Fleet;

/// <summary>
/// Knows the runs of the cluster and the devices of its silos, and shares the devices out among the runs. There is one, with key 0. Devices are re-learnt from
/// their silos, which report several times a second.
/// </summary>
[Alias("OrleansDro.IFleetGrain")]
public interface IFleetGrain : IGrainWithIntegerKey
{
    /// <summary>A silo tells of its devices; a silo that does not for a while is taken for lost.</summary>
    /// <param name="silo">The silo's address.</param>
    /// <param name="devices">All of its devices; none: the silo leaves.</param>
    /// <returns>For each device the run that it is to work on, or null.</returns>
    [Alias("Announce")]
    Task<string?[]> Announce(string silo, [Immutable] DeviceReport[] devices);

    /// <summary>A run begins to ask for trainers; or asks for others than before.</summary>
    [Alias("Enter")]
    Task Enter(RunDemand demand);

    /// <summary>A run needs no trainers any more.</summary>
    [Alias("Leave")]
    Task Leave(string run);

    /// <summary>The names of all runs that were ever started, in that order.</summary>
    [Alias("GetRuns")]
    Task<IReadOnlyList<string>> GetRuns();

    /// <summary>All devices, ordered by silo and name.</summary>
    [Alias("GetDevices")]
    Task<IReadOnlyList<DeviceView>> GetDevices();

    /// <summary>Wakes the runs that have not ended, such as after all silos were restarted.</summary>
    [Alias("WakeRuns")]
    Task WakeRuns();
}
