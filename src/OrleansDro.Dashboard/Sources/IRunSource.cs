using OrleansDro.Abstractions.Fleet;

namespace OrleansDro.Dashboard.Sources;

/// <summary>Where the page and the HTTP interface find runs: a cluster, or folders of runs that have ended.</summary>
internal interface IRunSource
{
    /// <summary>All runs, the latest last.</summary>
    Task<IReadOnlyList<RunOverview>> GetRuns();

    /// <summary>The devices that can work on runs; empty if there are none.</summary>
    Task<IReadOnlyList<DeviceView>> GetDevices();

    /// <summary>One run, which need not exist: then its state is <see cref="Abstractions.Runs.RunState.Unknown"/>.</summary>
    /// <param name="run">The name by which <see cref="GetRuns"/> lists the run.</param>
    IRunReader Get(string run);
}
