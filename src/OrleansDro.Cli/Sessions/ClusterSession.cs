using System.Diagnostics;
using OrleansDro.Abstractions.Fleet;
using OrleansDro.Abstractions.Results;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Cli.Clients;
using OrleansDro.Cli.Reporting.Progress;
using OrleansDro.Hosting.Cluster;
using OrleansDro.Robustness.Errors;
using Spectre.Console;

namespace OrleansDro.Cli.Sessions;

/// <summary>The calls of a command to a cluster.</summary>
internal sealed class ClusterSession : IFleetClient
{
    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan BeginLimit = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BeginInterval = TimeSpan.FromMilliseconds(100);

    private readonly ClusterClient _client;
    private readonly ClusterRetry _retry;

    private ClusterSession(ClusterClient client, ProgressDisplay progress) => (_client, _retry, Progress) = (client, new ClusterRetry(progress.WriteLine, TimeProvider.System), progress);

    /// <summary>Shows the progress of runs to the user.</summary>
    public ProgressDisplay Progress { get; }

    /// <exception cref="ClusterException">The cluster does not answer.</exception>
    public static async Task<ClusterSession> ConnectAsync(ClusterAddress cluster, CancellationToken cancellationToken = default)
    {
        var progress = ProgressDisplay.OnError();
        return new ClusterSession(await ClusterClient.ConnectAsync(cluster, ConnectLimit, progress.WriteLine, cancellationToken), progress);
    }

    public async Task<IReadOnlyList<RunStatus>> GetRunsAsync()
    {
        var names = await Ask(grains => grains.GetGrain<IFleetGrain>(0).GetRuns());
        return await Task.WhenAll(names.Select(name => Ask(grains => grains.GetGrain<IRunGrain>(name).GetStatus())));
    }

    public Task<IReadOnlyList<DeviceView>> GetDevicesAsync() => Ask(grains => grains.GetGrain<IFleetGrain>(0).GetDevices());

    public Task<RunStatus> GetStatusAsync(string run, CancellationToken cancellationToken = default) => Ask(grains => grains.GetGrain<IRunGrain>(run).GetStatus(), cancellationToken);

    /// <summary>Calls a run, and repeats the call if its answer is lost.</summary>
    /// <param name="run">The run's name.</param>
    /// <param name="question">The call; the run may receive it more than once.</param>
    /// <param name="remedy">What to do if the run refuses; follows its reason.</param>
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

    public async Task<IReadOnlyList<CheckpointView>> GetCheckpointsAsync(string run)
    {
        await RequireStartedAsync(run);
        return await AskRunAsync(run, grain => grain.GetCheckpoints());
    }

    public Task<RunResult?> GetResultAsync(string run) => Ask(grains => grains.GetGrain<IRunGrain>(run).GetResult());

    /// <exception cref="InvalidInputException">A run with this name exists.</exception>
    public Task StartAsync(RunStart start) => ExecuteAsync(start.Spec.Name, run => run.Start(start), $"Give the run another name with --name, or follow the existing one: orleansdro watch {start.Spec.Name}");

    /// <summary>Waits until a run that was just started goes on or fails, for a second at most: what a silo refuses, it refuses at once.</summary>
    /// <returns>Where it stands then.</returns>
    public async Task<RunStatus> WaitForBeginAsync(string run)
    {
        var started = Stopwatch.GetTimestamp();
        var status = await GetStatusAsync(run);
        while (status is { State: RunState.Preparing, Failure: null } && Stopwatch.GetElapsedTime(started) < BeginLimit)
        {
            await Task.Delay(BeginInterval);
            status = await GetStatusAsync(run);
        }

        return status;
    }

    public async Task<RunStatus> StopAsync(string run)
    {
        await RequireStartedAsync(run);
        await ExecuteAsync(run, grain => grain.Stop());
        return await GetStatusAsync(run);
    }

    public async Task<RunStatus> ResumeAsync(string run)
    {
        await RequireStartedAsync(run);
        var request = Guid.NewGuid();
        await ExecuteAsync(run, grain => grain.Resume(request));
        return await GetStatusAsync(run);
    }

    /// <exception cref="InvalidInputException">There is no such run.</exception>
    public async Task<RunStatus> RequireStartedAsync(string run)
    {
        var status = await GetStatusAsync(run);
        return status.State != RunState.Unknown
            ? status
            : throw new InvalidInputException($"There is no run '{run}' in this cluster. 'orleansdro runs' lists its runs.");
    }

    public ValueTask DisposeAsync() => _client.DisposeAsync();

    private Task<T> Ask<T>(Func<IGrainFactory, Task<T>> question, CancellationToken cancellationToken = default) => _retry.CallAsync(() => question(_client.Grains), cancellationToken);

    private Task<bool> ExecuteAsync(string run, Func<IRunGrain, Task> order, string remedy = "") => AskRunAsync(
        run,
        async grain =>
        {
            await order(grain);
            return true;
        },
        remedy);
}
