using Microsoft.Extensions.Logging;
using Orleans.Storage;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Membership;
using OrleansDro.Grains.Observability.Metrics;
using OrleansDro.Grains.Runs;

namespace OrleansDro.Grains.Coordination;

/// <summary>Starts, resumes, recovers and stops a run, and runs one execution of it at a time.</summary>
internal sealed partial class RunLifecycle(
    DurableRun run, RunCheckpoints checkpoints, RunSampler sampler, RunData data, ReplicaAgreement agreement, RunTrainers trainers, RunExecution execution, RunEnding ending,
    ILogger<RunLifecycle> logger)
{
    private Task _runTask = Task.CompletedTask;

    /// <summary>Starts a run, or starts it again if it ended before its first step.</summary>
    public async Task Start(RunStart start)
    {
        // The record is replaced before the first wait, so that a second request finds it. The sampler may know the attempt before.
        var attempt = run.State == RunState.Unknown ? 1 : run.Attempt + 1;
        ForgetEarlierAttempts();
        await run.StartAttempt(new RunRecord { Start = start, State = RunState.Preparing, Attempt = attempt });
        _runTask = RunToEnd(_runTask, isRecovering: false);
    }

    /// <summary>Resumes a run that has stopped or failed, from its latest checkpoint.</summary>
    /// <param name="request">The id of the request; the run that it starts is known by it.</param>
    /// <exception cref="InvalidOperationException">The run has no checkpoint.</exception>
    public async Task Resume(Guid request)
    {
        await checkpoints.RequireSaved();
        var record = run.Record;
        if (record.IsActive)
        {
            // Another request came first.
            return;
        }

        ForgetEarlierAttempts();
        await run.StartAttempt(record with
        {
            Start = record.Start with { Id = request, Resume = true, StopAfter = null, Changes = [] },
            State = RunState.Preparing,
            Attempt = record.Attempt + 1,
            Generations = [],
            StopRequested = false,
            Failure = null,
            TotalLoss = null,
        });
        _runTask = RunToEnd(_runTask, isRecovering: false);
    }

    /// <summary>Continues a run whose previous activation was lost.</summary>
    public void Recover()
    {
        LogRecovers(run.Name, run.State, run.Record.GenerationNumber);
        _runTask = RunToEnd(_runTask, isRecovering: true);
    }

    /// <summary>Requests that the run ends early, after the steps in flight.</summary>
    public async Task Stop()
    {
        await run.Write(run.Record with { StopRequested = true });
        if (run.State == RunState.Training)
        {
            await sampler.Grain.RequestStop();
        }
    }

    private void ForgetEarlierAttempts()
    {
        data.Clear();
        agreement.ClearVotes();
        trainers.ForgetRefusals();
    }

    private async Task RunToEnd(Task earlier, bool isRecovering)
    {
        Spans.Leave();

        // A run that is resumed must not start before its previous execution has released the devices and the sampler.
        await earlier.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        try
        {
            if (isRecovering)
            {
                await trainers.Recover();
            }

            await execution.Execute();
        }
        catch (InconsistentStateException)
        {
            return;
        }
#pragma warning disable CA1031 // Whatever goes wrong becomes the failure of the run.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            if (run.IsSuperseded)
            {
                return;
            }

            await ending.RecordFailure(exception);
        }

        await ending.End();
    }

    [LoggerMessage(EventId = 1002, Level = LogLevel.Information, Message = "Run {Run} ({State}, generation {Generation}) was activated on this silo and continues.")]
    private partial void LogRecovers(string run, RunState state, long generation);
}
