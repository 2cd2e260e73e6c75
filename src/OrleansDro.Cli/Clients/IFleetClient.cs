using OrleansDro.Abstractions.Fleet;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Cli.Clients;

/// <summary>Lists the runs and devices of a cluster, and stops and resumes runs.</summary>
internal interface IFleetClient : IAsyncDisposable
{
    /// <summary>All runs, in the order in which they were started.</summary>
    Task<IReadOnlyList<RunStatus>> GetRunsAsync();

    /// <summary>The devices, ordered by silo and name.</summary>
    Task<IReadOnlyList<DeviceView>> GetDevicesAsync();

    /// <exception cref="InvalidInputException">There is no such run, or it saves no checkpoints.</exception>
    Task<IReadOnlyList<CheckpointView>> GetCheckpointsAsync(string run);

    /// <summary>Lets a run save itself and stop; one that has ended stays as it is.</summary>
    /// <returns>Where the run stands after the request.</returns>
    /// <exception cref="InvalidInputException">There is no such run, or the change is not allowed.</exception>
    Task<RunStatus> StopAsync(string run);

    /// <summary>Continues a run from its latest checkpoint.</summary>
    /// <returns>Where the run stands after the request.</returns>
    /// <exception cref="InvalidInputException">The run is training or has completed, there is no such run, or the change is not allowed.</exception>
    Task<RunStatus> ResumeAsync(string run);
}
