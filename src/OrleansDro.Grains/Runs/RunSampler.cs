using OrleansDro.Abstractions;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Infrastructure;
using OrleansDro.Grains.Protocol.Coordination;
using OrleansDro.Grains.Protocol.Sampling;

namespace OrleansDro.Grains.Runs;

/// <summary>The run's view of its sampler, which is started once for each attempt and polled for its progress.</summary>
internal sealed class RunSampler(DurableRun run, RunCounters counters, RecoveryTimer recovery, RunScaling scaling, IGrainFactory grains)
{
    private (long Attempt, StateSource Source)? _started;

    /// <summary>The sampler grain.</summary>
    public ISamplerGrain Grain => grains.GetGrain<ISamplerGrain>(run.Name);

    /// <summary>Its progress when it was last polled; null before.</summary>
    public SamplerProgress? Progress { get; private set; }

    /// <summary>Committed steps when it was last polled; 0 before.</summary>
    public long StepsCommitted => Progress?.StepsCommitted ?? 0;

    /// <summary>The source of the present attempt's state; null if this activation has not started its sampler.</summary>
    public StateSource? Source => _started is { } started && started.Attempt == run.Attempt ? started.Source : null;

    /// <summary>Starts the sampler for the present attempt.</summary>
    /// <param name="changes">The changes of the cases that are scheduled from the start.</param>
    /// <returns>The source of the attempt's state.</returns>
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
            await run.Write(run.Record with { Trust = TrustLedger.RollBack(run.Record.Trust, source.FirstStep) });
            Progress = new SamplerProgress(source.FirstStep, WaitReason.None, null, null, start.LastStep);
            await RefreshProgress();
        }

        return source;
    }

    /// <summary>
    /// The run does not resume from checkpoints of more steps, as long as those that an audit has invalidated may still exist: in the attempt that directly follows. Null: all
    /// checkpoints are valid.
    /// </summary>
    private long? NewestGoodCheckpoint => run.Record.Distrusted is { } distrusted && run.Attempt == distrusted.Attempt + 1 ? distrusted.GoodSteps : null;

    /// <summary>Polls the sampler; keeps the latest progress if the sampler does not answer.</summary>
    public async Task RefreshProgress()
    {
        try
        {
            Progress = await Grain.GetProgress();
            if (Progress.Ledger is { } ledger)
            {
                counters.Add(Progress.StepsCommitted, ledger, run.Spec.BatchSize);
                recovery.Observe(Progress.StepsCommitted);
                scaling.Observe(Progress);
            }
        }
        catch (Exception exception) when (TransientFaults.IsLostCall(exception))
        {
            // It is moving to another silo; the latest progress is good enough until it answers.
        }
    }
}
