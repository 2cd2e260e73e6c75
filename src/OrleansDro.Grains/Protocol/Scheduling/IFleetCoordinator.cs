namespace OrleansDro.Grains.Protocol.Scheduling;

/// <summary>
/// What silos and runs call to have devices assigned: silos report their devices, and runs request trainers. The grain of <see cref="Abstractions.Fleet.IFleetGrain"/> implements it too.
/// Key: 0.
/// </summary>
[Alias("OrleansDro.IFleetCoordinator")]
internal interface IFleetCoordinator : IGrainWithIntegerKey
{
    /// <summary>Reports the devices of a silo and renews their lease. A silo that does not report for 5 s is considered lost.</summary>
    /// <param name="silo">The silo's address.</param>
    /// <param name="devices">All of its devices; none if the silo leaves.</param>
    /// <returns>For each device the run that it is assigned to, or null.</returns>
    [Alias("Announce")]
    Task<string?[]> AnnounceDevices(string silo, [Immutable] DeviceReport[] devices);

    /// <summary>Requests trainers for a run, or changes its request.</summary>
    [Alias("Enter")]
    Task RequestDevices(RunDemand demand);

    /// <summary>Releases the devices of a run that needs no trainers anymore.</summary>
    [Alias("Leave")]
    Task ReleaseDevices(string run);

    /// <summary>Activates the runs that have not ended, for example after all silos were restarted.</summary>
    [Alias("WakeRuns")]
    Task WakeRuns();
}
