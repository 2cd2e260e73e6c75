namespace OrleansDro.Grains.Protocol.Scheduling;

/// <summary>
/// What silos and runs call to have devices assigned: silos report their devices, and runs request trainers. The grain of <see cref="Abstractions.Fleet.IFleetGrain"/> implements it too.
/// Key: 0.
/// </summary>
[Alias("OrleansDro.IFleetCoordinator")]
internal interface IFleetCoordinator : IGrainWithIntegerKey
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

    /// <summary>Wakes the runs that have not ended, such as after all silos were restarted.</summary>
    [Alias("WakeRuns")]
    Task WakeRuns();
}
