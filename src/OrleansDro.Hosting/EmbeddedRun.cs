using Microsoft.Extensions.DependencyInjection;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Grains.Checkpoints;
using OrleansDro.Grains.Scheduling;
using OrleansDro.Learning.Configuration;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Hosting;

/// <summary>Trains a run in this process, from its spec to its model. It needs no other software.</summary>
public static class EmbeddedRun
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(200);

    /// <summary>Trains a run to its end. It saves itself in a folder, so that it can be continued.</summary>
    /// <param name="spec">The spec.</param>
    /// <param name="options">How to train; null: one trainer, in a new folder.</param>
    /// <param name="progress">Gets the run's status a few times a second; null: nothing is reported.</param>
    /// <param name="cancellationToken">Stops the run: it saves a checkpoint and ends. <see cref="EmbeddedRunOptions.Resume"/> continues it.</param>
    /// <returns>The result and the model.</returns>
    /// <exception cref="InvalidInputException">The spec, the data or the folder cannot be used.</exception>
    /// <exception cref="RunFailedException">The run failed for another reason.</exception>
    /// <exception cref="OperationCanceledException">The run was stopped and is saved.</exception>
    public static async Task<TrainedRun> TrainAsync(
        RunSpec spec, EmbeddedRunOptions? options = null, IProgress<RunStatus>? progress = null, CancellationToken cancellationToken = default)
    {
        options ??= new EmbeddedRunOptions();
        var catalog = options.Catalog ?? LearningCatalog.CreateDefault();
        var folder = Path.GetFullPath(options.Folder ?? EmbeddedRunOptions.NewFolder(spec));
        var start = new RunStart
        {
            Spec = spec,
            Trainers = TrainerRange.Exactly(options.Trainers),
            CheckpointRoot = Path.Combine(folder, "checkpoints"),
            EventFolder = Path.Combine(folder, "tensorboard"),
            Resume = options.Resume,
        };
        string[] devices = [.. Devices.Names(spec.Compute.Device, options.Trainers)];
        Devices.Require(devices, "The spec's compute.device");
        await using var cluster = await EmbeddedCluster.StartAsync(services => services.AddSingleton(catalog), devices: devices, cancellationToken: cancellationToken);
        var run = cluster.Grains.GetGrain<IRunGrain>(spec.Name);
        await run.Start(start);
        var status = await FollowAsync(run, progress, cancellationToken);
        RunFailedException.ThrowIfFailed(status);
        if (status.State == RunState.Stopped)
        {
            throw new OperationCanceledException($"The run was stopped after {status.StepsCommitted} of {spec.Steps} steps. It is saved in {folder}.", cancellationToken);
        }

        var result = (await run.GetResult())!;
        return new TrainedRun(spec, result, folder, ModelFile.PathOf(start.CheckpointRoot, result.StepsCommitted), catalog);
    }

    /// <summary>Follows the run until it has ended. If it is to stop, it first saves a checkpoint.</summary>
    private static async Task<RunStatus> FollowAsync(IRunGrain run, IProgress<RunStatus>? progress, CancellationToken stop)
    {
        var isStopping = false;
        while (true)
        {
            if (stop.IsCancellationRequested && !isStopping)
            {
                isStopping = true;
                await run.Stop();
            }

            var status = await run.GetStatus();
            progress?.Report(status);
            if (status.State.IsFinal())
            {
                return status;
            }

            await Task.Delay(PollInterval, isStopping ? CancellationToken.None : stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
