using OrleansDro.Abstractions.Fleet;
using OrleansDro.Abstractions.Results;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Cli.Reporting.Progress;
using OrleansDro.Hosting.Cluster;
using OrleansDro.Robustness.Errors;
using Spectre.Console;

namespace OrleansDro.Cli.Sessions;

/// <summary>What a command asks a cluster.</summary>
internal sealed class ClusterSession : IAsyncDisposable
{
    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(30);

    private readonly ClusterClient _client;
    private readonly Patience _patience;

    private ClusterSession(ClusterClient client, ProgressDisplay progress) => (_client, _patience, Progress) = (client, new Patience(progress.Tell, TimeProvider.System), progress);

    /// <summary>Where people see how runs get on.</summary>
    public ProgressDisplay Progress { get; }

    /// <exception cref="ClusterException">The cluster does not answer.</exception>
    public static async Task<ClusterSession> ConnectAsync(ClusterAddress cluster, CancellationToken cancellationToken = default)
    {
        var progress = ProgressDisplay.OnError();
        return new ClusterSession(await ClusterClient.ConnectAsync(cluster, ConnectLimit, progress.Tell, cancellationToken), progress);
    }

    /// <summary>All runs, in the order in which they were started.</summary>
    public async Task<IReadOnlyList<RunStatus>> GetRunsAsync()
    {
        var names = await Ask(grains => grains.GetGrain<IFleetGrain>(0).GetRuns());
        return await Task.WhenAll(names.Select(name => Ask(grains => grains.GetGrain<IRunGrain>(name).GetStatus())));
    }

    public Task<IReadOnlyList<DeviceView>> GetDevicesAsync() => Ask(grains => grains.GetGrain<IFleetGrain>(0).GetDevices());

    public Task<RunStatus> GetStatusAsync(string run, CancellationToken cancellationToken = default) => Ask(grains => grains.GetGrain<IRunGrain>(run).GetStatus(), cancellationToken);

    /// <summary>Asks a run, again where the answer is lost.</summary>
    /// <param name="run">The run's name.</param>
    /// <param name="question">The question or order; it may be heard more than once.</param>
    /// <param name="remedy">What to do where the run refuses, after its reason.</param>
    /// <exception cref="InvalidInputException">The run refuses.</exception>
    public Task<T> AskRunAsync<T>(string run, Func<IRunGrain, Task<T>> question, string remedy = "") => Ask(async grains =>
    {
        try
        {
            return await question(grains.GetGrain<IRunGrain>(run));
        }
        catch (Exception exception) when (exception is KeyNotFoundException or ArgumentException or InvalidOperationException)
        {
            throw new InvalidInputException($"{exception.Message} {remedy}".TrimEnd(), exception);
        }
    });

    /// <exception cref="InvalidInputException">There is no such run, or it saves none.</exception>
    public async Task<IReadOnlyList<CheckpointView>> GetCheckpointsAsync(string run)
    {
        await RequireStartedAsync(run);
        return await AskRunAsync(run, grain => grain.GetCheckpoints());
    }

    public Task<RunResult?> GetResultAsync(string run) => Ask(grains => grains.GetGrain<IRunGrain>(run).GetResult());

    /// <exception cref="InvalidInputException">A run of this name was started before.</exception>
    public Task StartAsync(RunStart start) => Order(start.Spec.Name, run => run.Start(start), $"Give the run another name with --name, or look at that one: orleansdro watch {start.Spec.Name}");

    public async Task StopAsync(string run)
    {
        if (await RequireStartedAsync(run) is { State: RunState.Completed or RunState.Failed } ended)
        {
            throw new InvalidInputException($"The run '{run}' cannot be stopped: it has {(ended.State == RunState.Failed ? "failed" : "ended")} already.");
        }

        await Order(run, grain => grain.Stop());
    }

    /// <exception cref="InvalidInputException">The run goes on already, or has ended for good.</exception>
    public async Task ResumeAsync(string run)
    {
        await RequireStartedAsync(run);
        var request = Guid.NewGuid();
        await Order(run, grain => grain.Resume(request));
    }

    /// <exception cref="InvalidInputException">There is no such run.</exception>
    public async Task<RunStatus> RequireStartedAsync(string run)
    {
        var status = await GetStatusAsync(run);
        return status.State != RunState.Unknown
            ? status
            : throw new InvalidInputException($"There is no run '{run}' in this cluster. 'orleansdro runs' lists those that are.");
    }

    public ValueTask DisposeAsync() => _client.DisposeAsync();

    private Task<T> Ask<T>(Func<IGrainFactory, Task<T>> question, CancellationToken cancellationToken = default) => _patience.AskAsync(() => question(_client.Grains), cancellationToken);

    private Task<bool> Order(string run, Func<IRunGrain, Task> order, string remedy = "") => AskRunAsync(
        run,
        async grain =>
        {
            await order(grain);
            return true;
        },
        remedy);
}
