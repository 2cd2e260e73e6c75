using OrleansDro.Abstractions.Fleet;
using OrleansDro.Abstractions.Runs;

namespace OrleansDro.Cli.Clients;

/// <summary>Lists, stops and resumes runs through the HTTP interface of a server.</summary>
internal sealed class HttpFleetClient(Uri server) : IFleetClient
{
    private readonly ServerRequests _requests = new(new Uri(server, "api/"));

    public Task<IReadOnlyList<RunStatus>> GetRunsAsync() => _requests.Get<IReadOnlyList<RunStatus>>("runs");

    public Task<IReadOnlyList<DeviceView>> GetDevicesAsync() => _requests.Get<IReadOnlyList<DeviceView>>("devices");

    public Task<IReadOnlyList<CheckpointView>> GetCheckpointsAsync(string run) => _requests.Get<IReadOnlyList<CheckpointView>>(PathOf(run, "checkpoints"));

    public Task<RunStatus> StopAsync(string run) => _requests.Change<RunStatus>(HttpMethod.Post, PathOf(run, "stop"));

    public Task<RunStatus> ResumeAsync(string run) => _requests.Change<RunStatus>(HttpMethod.Post, PathOf(run, "resume"));

    public ValueTask DisposeAsync()
    {
        _requests.Dispose();
        return ValueTask.CompletedTask;
    }

    private static string PathOf(string run, string what) => $"runs/{Uri.EscapeDataString(run)}/{what}";
}
