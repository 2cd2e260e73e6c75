using Microsoft.Extensions.Logging;
using Orleans.Storage;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Cases;
using OrleansDro.Grains.Checkpoints;
using OrleansDro.Grains.Coordination.Status;
using OrleansDro.Grains.Infrastructure;
using OrleansDro.Grains.Membership;
using OrleansDro.Grains.Observability.Metrics;
using OrleansDro.Grains.Protocol.Coordination;
using OrleansDro.Grains.Protocol.Sampling;
using OrleansDro.Grains.Runs;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Grains.Coordination;

/// <summary>Leads a run from its start to its result or failure: prepares, has it trained, has the validation cases predicted, concludes.</summary>
internal sealed partial class RunLifecycle(
    DurableRun run,
    RunFolders folders,
    RunCheckpoints checkpoints,
    RunSampler sampler,
    RunDevices devices,
    RunData data,
    RunCases cases,
    RunOrders orders,
    RunMembership membership,
    ReplicaAgreement agreement,
    RunConclusion conclusion,
    RunMonitor monitor,
    AsyncPulse changed,
    ILogger<RunLifecycle> logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private Task _leading = Task.CompletedTask;

    /// <summary>Leads a run that has just been started.</summary>
    public async Task Start(RunStart start)
    {
        // On record before the first wait, so that a second request finds it.
        await run.Write(new RunRecord { Start = start, State = RunState.Preparing });
        _leading = Lead(_leading, isRecovering: false);
    }

    /// <summary>Leads a run once more that has stopped or failed.</summary>
    /// <exception cref="InvalidOperationException">It has saved nothing to go on from.</exception>
    public async Task Resume(Guid request)
    {
        await checkpoints.RequireSaved();
        var record = run.Record;
        if (record.IsActive)
        {
            // Another request came first.
            return;
        }

        data.Forget();
        agreement.Forget();
        await run.BeginAgain(record with
        {
            Start = record.Start with { Id = request, Resume = true, StopAfter = null, Changes = [] },
            State = RunState.Preparing,
            Attempt = record.Attempt + 1,
            Generations = [],
            StopRequested = false,
            Failure = null,
        });
        _leading = Lead(_leading, isRecovering: false);
    }

    /// <summary>Leads a run on whose silo was lost.</summary>
    public void Recover()
    {
        LogRecovers(run.Name, run.State, run.Record.GenerationNumber);
        _leading = Lead(_leading, isRecovering: true);
    }

    /// <summary>Has the run end early.</summary>
    public async Task Stop()
    {
        await run.Write(run.Record with { StopRequested = true });
        if (run.State == RunState.Training)
        {
            await sampler.Grain.RequestStop();
        }
    }

    private async Task Lead(Task earlier, bool isRecovering)
    {
        Spans.Leave();

        // What ended is resumed when it has let go of its devices and its sampler.
        await earlier.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        try
        {
            if (isRecovering)
            {
                await membership.Recover();
            }

            await Run();
        }
        catch (InconsistentStateException)
        {
            return;
        }
#pragma warning disable CA1031 // Whatever goes wrong, the run ends with it as its failure.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            if (run.IsGone)
            {
                return;
            }

            var isInput = exception is InvalidInputException;
            await run.Write(run.Record with { Failure = run.Record.Failure ?? new RunFailure(exception.Message, isInput, isInput ? null : exception.ToString()) });
        }

        await End();
    }

    private async Task End()
    {
        if (run.Record.Failure is { } failure)
        {
            if (failure.Details is { } details)
            {
                LogFailed(run.Name, details);
            }

            await run.Write(run.Record with { State = RunState.Failed, StepsCommitted = sampler.StepsCommitted });
        }

        await sampler.Observe();
        monitor.ShowEnd();
        orders.Renew();
        await RetryUntilAnswered.Call(() => sampler.Grain.Abort());
        await devices.Leave();
    }

    private async Task Run()
    {
        RunSpecCheck.Validate(run.Spec);
        folders.RequireInside();
        var checkpoint = await checkpoints.RequireStartable();
        await devices.Enter();
        using var ended = new CancellationTokenSource();
        var tending = membership.Tend(ended.Token);
        var watching = monitor.Watch(ended.Token);
        try
        {
            await Until(() => data.Summary is not null, tending);
            await Begin(checkpoint);
            while (!await Train(tending))
            {
                // Trainers, or the sampler, were lost before the result was there; others come up.
                await Task.Delay(Pause);
            }
        }
        finally
        {
            await ended.CancelAsync();
            await tending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            await watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }
    }

    /// <summary>Starts the sampler, or finds that it goes on.</summary>
    private async Task Begin(Checkpoint? checkpoint)
    {
        var changes = await cases.CreateChanges(data.Summary!.Training);
        var isBegun = run.State != RunState.Preparing;
        IReadOnlyList<ScheduledChange> replayed = [];
        if (!isBegun)
        {
            await run.WriteLabels(data.Summary!.Training);
            await run.Write(run.Record with { Cases = data.Summary.Training.Length });
            if (checkpoint is not null)
            {
                checkpoints.RequireFit(checkpoint);
                await run.Write(run.Record with { Fingerprints = [.. checkpoint.Manifest.Fingerprints.Union(run.Record.Fingerprints)] });
            }
            else
            {
                replayed = await changes.Replay(run.Record.Start.Changes);
            }
        }

        // A run that was lost before the first generation of its attempt may have been about to start it, and its trainers have still to learn where the state is.
        if (run.Record.Current is null)
        {
            await sampler.Start(replayed);
        }

        if (isBegun || checkpoint is not null)
        {
            changes.Apply(await RetryUntilAnswered.Call(sampler.Grain.GetChanges));
        }

        cases.Open(changes);
        if (!isBegun)
        {
            await run.Write(run.Record with { State = RunState.Training });
            orders.Renew();
        }

        if (run.Record.StopRequested)
        {
            await RetryUntilAnswered.Call(sampler.Grain.RequestStop);
        }
    }

    /// <summary>Waits for the trainers to take the steps and to predict the validation cases.</summary>
    /// <returns>Whether there is a result; if not, who was to tell it was lost.</returns>
    private async Task<bool> Train(Task tending)
    {
        TrainerSummary? outcome = null;
        await Until(() => (outcome = agreement.Outcome()) is not null, tending);
        var attempt = run.Attempt;
        var lastStep = (await RetryUntilAnswered.Call(sampler.Grain.GetProgress)).LastStep;
        var isComplete = lastStep + 1 == run.Spec.Steps;
        if (isComplete && run.State == RunState.Training)
        {
            await run.Write(run.Record with { State = RunState.Evaluating });
            orders.Renew();
        }

        await Until(() => !isComplete || data.Evaluation.IsDone || run.Attempt != attempt, tending);
        if (run.Attempt != attempt || await conclusion.Draw(lastStep, outcome!, isComplete) is not { } result)
        {
            return false;
        }

        await run.Conclude(result, isComplete ? RunState.Completed : RunState.Stopped);
        return true;
    }

    /// <summary>Waits for a condition that trainers bring about; a failure ends the wait.</summary>
    private async Task Until(Func<bool> condition, Task tending)
    {
        while (!condition())
        {
            if (run.Record.Failure is { } failure)
            {
                throw new InvalidOperationException(failure.Message);
            }

            if (run.IsGone)
            {
                throw new InvalidOperationException("The run goes on in another silo.");
            }

            if (tending.IsFaulted)
            {
                await tending;
            }

            await BoundedWait.Ends(changed.Next);
        }
    }

    [LoggerMessage(LogLevel.Error, "The run {Run} failed: {Details}")]
    private partial void LogFailed(string run, string details);

    [LoggerMessage(LogLevel.Information, "The run {Run} ({State}, generation {Generation}) comes up and carries on.")]
    private partial void LogRecovers(string run, RunState state, long generation);
}
