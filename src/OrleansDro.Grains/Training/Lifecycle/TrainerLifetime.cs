using Microsoft.Extensions.Logging;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.AllReduce;
using OrleansDro.Grains.Infrastructure;
using OrleansDro.Grains.Observability.Metrics;
using OrleansDro.Grains.Training.Context;
using OrleansDro.Learning.Torch;

namespace OrleansDro.Grains.Training.Lifecycle;

/// <summary>
/// The work of one trainer on one run, from registration until the device is released: sends heartbeats, prepares the trainer and follows the run's orders. Used within the
/// turns of one grain.
/// </summary>
internal sealed partial class TrainerLifetime : IDisposable
{
    private readonly string _run;
    private readonly TrainerId _trainer;
    private readonly RunGrains _grains;
    private readonly TrainerServices _services;
    private readonly TorchThread _thread;
    private readonly CancellationTokenSource _released = new();
    private readonly LatestOrders _orders = new();
    private readonly Heartbeat _heartbeat;
    private Task _ended = Task.CompletedTask;

    /// <summary>Creates the work; <see cref="Start"/> starts it.</summary>
    /// <param name="run">The run's name.</param>
    /// <param name="trainer">The trainer.</param>
    /// <param name="grains">The run's grains.</param>
    /// <param name="services">What trainers of this silo share.</param>
    public TrainerLifetime(string run, TrainerId trainer, RunGrains grains, TrainerServices services)
    {
        (_run, _trainer, _grains, _services) = (run, trainer, grains, services);
        _thread = new TorchThread($"{run}/{trainer.Device}");
        _heartbeat = new Heartbeat(grains.Coordinator, trainer, Progress, _orders, _released.Token);
    }

    /// <summary>The trainer's state.</summary>
    public TrainerProgress Progress { get; } = new();

    /// <summary>Starts to work.</summary>
    /// <returns>A task that ends when the device is released.</returns>
    public Task Start() => _ended = RunLifetime();

    /// <summary>Finishes the step in flight, leaves the run and releases the device; ends when that is done.</summary>
    public async Task Leave()
    {
        if (!Progress.IsLeaving)
        {
            Progress.Leave();
            _ = _heartbeat.SendHeartbeat();
        }

        await (Progress.State is TrainerState.Training ? _ended : Abort());
    }

    /// <summary>Ends all work and releases the device; ends when that is done.</summary>
    public async Task Abort()
    {
        await _released.CancelAsync();
        _orders.WakeWaiters();
        await _ended;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _thread.Dispose();
        _released.Dispose();
    }

    private async Task RunLifetime()
    {
        Spans.Leave();
        var heartbeats = Task.CompletedTask;
        try
        {
            if (await RetryUntilAnswered.Call(() => _grains.Coordinator.Register(_trainer), _released.Token) is not { } plan)
            {
                return;
            }

            var context = new TrainerContext(
                _grains,
                _run,
                _trainer,
                plan.Spec,
                new AllReduceContext(_services.AllReduces, _run, plan.Spec, _trainer.Silo),
                plan.CheckpointRoot,
                _orders,
                _heartbeat.SendHeartbeat,
                _services.Metrics,
                _services.Clock,
                _released.Token);
            heartbeats = _heartbeat.SendHeartbeats();
            var prepared = await _services.Preparation.Prepare(context, _thread, Progress);
            _ = _heartbeat.SendHeartbeat();
            await new OrderFollower(context, Progress).FollowOrders(prepared);
        }
        catch (OperationCanceledException) when (_released.IsCancellationRequested)
        {
            // The run does not need this trainer any more.
        }
#pragma warning disable CA1031 // Any failure is reported to the run, which decides what it means.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            await Report(TrainerFailure.From(exception));
        }
        finally
        {
            await _released.CancelAsync();
            await heartbeats.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            await ReleaseReplica();
        }
    }

    private async Task Report(RunFailure failure)
    {
        LogFailed(_services.Logger, _trainer, _run, failure.Message);
        var reported = RetryUntilAnswered.Call(() => _grains.Coordinator.TrainerFailed(_trainer, failure), _released.Token);
        await reported.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    /// <summary>Releases the replica on the thread that created it, after the work that the thread still has.</summary>
    private async Task ReleaseReplica()
    {
        await (Progress.State.AfterPreparation?.Replica.Release() ?? Task.CompletedTask);
        _thread.Dispose();
    }

    [LoggerMessage(EventId = 3000, Level = LogLevel.Warning, Message = "Trainer {Trainer} cannot work on run {Run}: {Problem}")]
    private static partial void LogFailed(ILogger logger, TrainerId trainer, string run, string problem);
}
