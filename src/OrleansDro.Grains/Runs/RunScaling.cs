using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Autoscaling;
using OrleansDro.Grains.Protocol.Coordination;
using OrleansDro.Grains.Protocol.Sampling;

namespace OrleansDro.Grains.Runs;

/// <summary>Decides how many trainers a run can use, from the speed of its committed steps.</summary>
internal sealed class RunScaling(DurableRun run, TrainerRegistry registry, TimeProvider clock)
{
    private readonly ScalingSignal _signal = new(clock);
    private SamplerProgress? _progress;

    /// <summary>Takes note of the sampler's progress.</summary>
    public void Observe(SamplerProgress progress)
    {
        _progress = progress;
        _signal.Observe(Now());
    }

    /// <inheritdoc cref="IRunGrain.GetScaling"/>
    public ScalingStatus GetStatus() => _signal.GetStatus(Now());

    private ObservedRun Now()
    {
        var record = run.Record;
        return new ObservedRun
        {
            State = record.State,
            Trainers = record.Start.Trainers,
            MicroBatches = run.Spec.MicroBatches,
            Generation = record.Current,
            Present = record.IsActive ? record.Current?.Members.Count ?? registry.Candidates(run.Attempt).Length : 0,
            StepsCommitted = _progress?.StepsCommitted ?? 0,
            StepsLeft = _progress is { } progress ? progress.LastStep + 1 - progress.StepsCommitted : long.MaxValue,
            // Waiting for losses is no disturbance: a long step waits for them too.
            IsDisturbed = _progress?.Waiting is WaitReason.Storage or WaitReason.Recovering,
            Split = SplitOfSlowest(record.Current?.Members ?? []),
        };
    }

    private StepSplit? SplitOfSlowest(IEnumerable<GenerationMember> members) =>
        members.Select(member => registry.LatestHeartbeatOf(member.Trainer)?.Split).MaxBy(split => split?.Computing);
}
