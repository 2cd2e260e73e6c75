using Microsoft.Extensions.Logging;
using OrleansDro.Abstractions;
using OrleansDro.Grains.Observability.Metrics;
using OrleansDro.Grains.Protocol.Sampling.Shards;
using OrleansDro.Grains.Sampling.Steps;

namespace OrleansDro.Grains.Sampling.Attempts;

/// <summary>Commits the steps of an attempt one after the other, each as soon as all of its losses were reported.</summary>
/// <param name="attempt">The attempt.</param>
/// <param name="recovery">Recovers its steps: at the start, and after a shard was lost.</param>
/// <param name="current">Wakes the requests that wait for a step.</param>
/// <param name="logger">The log.</param>
internal sealed partial class CommitLoop(RunningAttempt attempt, AttemptRecovery recovery, CurrentAttempt current, ILogger logger)
{
    private static readonly TimeSpan RecoveryPause = TimeSpan.FromMilliseconds(200);

    /// <summary>Commits the steps until the attempt ends.</summary>
    public async Task Run()
    {
        Spans.Leave();
        try
        {
            while (!attempt.IsSuperseded && !attempt.IsAborted)
            {
                try
                {
                    await Advance();
                }
                catch (Exception exception) when (exception is ShardLostException || TransientFaults.IsLostCall(exception))
                {
                    if (!attempt.IsSuperseded)
                    {
                        LogShardLost(attempt.Spec.Name, exception.Message);
                        attempt.DiscardSequence();
                        await Task.Delay(RecoveryPause);
                    }
                }
            }
        }
        finally
        {
            current.NotifyChanged();
        }
    }

    private async Task Advance()
    {
        if (attempt.Sequence is { } sequence)
        {
            await Advance(sequence);
        }
        else
        {
            attempt.Continue(await recovery.Recover());
            current.NotifyChanged();
        }
    }

    private async Task Advance(StepSequence sequence)
    {
        var step = sequence.Committed + 1;
        var isOver = step > attempt.Record.LastStep;
        if (isOver || attempt.IsSnapshotWanted)
        {
            await sequence.RequireSnapshot();
            attempt.CompleteSnapshotRequest();
            current.NotifyChanged();
        }

        if (isOver)
        {
            await attempt.WaitForWork();
        }
        else if (sequence.MissingLosses(attempt.Reports) is > 0 and var missing)
        {
            if (!await attempt.WaitForWork())
            {
                attempt.WaitingFor = $"the losses of {missing} of {attempt.Spec.BatchSize} draws of step {step}";
            }
        }
        else
        {
            await Commit(sequence);
        }
    }

    private async Task Commit(StepSequence sequence)
    {
        attempt.WaitingFor = null;
        await sequence.Commit(attempt.Reports);
        if (!attempt.IsSuperseded)
        {
            attempt.Reports.RemoveUntil(sequence.Committed);
            current.NotifyChanged();
            await sequence.AfterCommit(attempt.Record.LastStep);
            current.NotifyChanged();
        }
    }

    [LoggerMessage(EventId = 2001, Level = LogLevel.Warning, Message = "The sampler of run {Run} lost a shard and recovers: {Problem}")]
    private partial void LogShardLost(string run, string problem);
}
