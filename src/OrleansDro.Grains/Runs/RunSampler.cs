using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Infrastructure;
using OrleansDro.Grains.Protocol.Coordination;
using OrleansDro.Grains.Protocol.Sampling;

namespace OrleansDro.Grains.Runs;

/// <summary>A run's sampler as the run sees it: started once for each attempt, and looked at now and then.</summary>
internal sealed class RunSampler(DurableRun run, RunAccount account, RunRecovery recovery, RunScaling scaling, IGrainFactory grains)
{
    private (long Attempt, StateSource Source)? _started;

    /// <summary>The sampler.</summary>
    public ISamplerGrain Grain => grains.GetGrain<ISamplerGrain>(run.Name);

    /// <summary>How far it was when it was looked at last; null before.</summary>
    public SamplerProgress? Progress { get; private set; }

    /// <summary>Committed steps, as far as known.</summary>
    public long StepsCommitted => Progress?.StepsCommitted ?? 0;

    /// <summary>Where the present attempt's state comes from; null where its sampler was not started here.</summary>
    public StateSource? Source => _started is { } started && started.Attempt == run.Attempt ? started.Source : null;

    /// <summary>Starts it for the present attempt.</summary>
    /// <param name="changes">The changes of the cases that are known from the start.</param>
    /// <returns>Where the attempt's state comes from.</returns>
    public async Task<StateSource> Start(IReadOnlyList<ScheduledChange> changes)
    {
        var start = new SamplerStart
        {
            Spec = run.Spec,
            Cases = run.Record.Cases,
            LastStep = run.LastStep,
            CheckpointRoot = run.CheckpointRoot,
            Changes = changes,
            Attempt = run.Attempt,
            NewestCheckpoint = NewestGoodCheckpoint,
        };
        var source = await RetryUntilAnswered.Call(() => Grain.Start(start));
        if (start.Attempt == run.Attempt)
        {
            _started = (start.Attempt, source);
            await run.Write(run.Record with { Trust = TrustLedger.GoBack(run.Record.Trust, source.FirstStep) });
            Progress = new SamplerProgress(source.FirstStep, WaitReason.None, null, null, start.LastStep);
            await Observe();
        }

        return source;
    }

    /// <summary>
    /// Checkpoints of more steps are not gone on from, as long as those that an audit has shown to be wrong may still be there: in the attempt that follows on theirs. Null: all
    /// count.
    /// </summary>
    private long? NewestGoodCheckpoint => run.Record.Distrusted is { } distrusted && run.Attempt == distrusted.Attempt + 1 ? distrusted.GoodSteps : null;

    /// <summary>Looks how far it is.</summary>
    public async Task Observe()
    {
        try
        {
            Progress = await Grain.GetProgress();
            if (Progress.Ledger is { } ledger)
            {
                account.Add(Progress.StepsCommitted, ledger, run.Spec.BatchSize);
                recovery.Observe(Progress.StepsCommitted);
                scaling.Observe(Progress);
            }
        }
        catch (Exception exception) when (TransientFaults.IsLostCall(exception))
        {
            // It is on its way to another silo; what is known will do for now.
        }
    }
}
