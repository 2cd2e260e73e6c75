using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Autoscaling;
using OrleansDro.Grains.Protocol.Coordination;
using OrleansDro.Grains.Protocol.Sampling;

namespace OrleansDro.Grains.Runs;

/// <summary>Tells how many trainers a run can use, from its steps as they are committed.</summary>
internal sealed class RunScaling(DurableRun run, Roster roster, TimeProvider clock)
{
    private readonly ScalingSignal _signal = new(clock);
    private SamplerProgress? _progress;

    /// <summary>Takes a look at the sampler.</summary>
    public void Observe(SamplerProgress progress)
    {
        _progress = progress;
        _signal.Observe(Now());
    }

    /// <inheritdoc cref="IRunGrain.GetScaling"/>
    public ScalingStatus Show() => _signal.Show(Now());

    private ObservedRun Now()
    {
        var record = run.Record;
        return new ObservedRun
        {
            State = record.State,
            Trainers = record.Start.Trainers,
            MicroBatches = run.Spec.MicroBatches,
            Generation = record.Current,
            Present = record.IsActive ? record.Current?.Members.Count ?? roster.Candidates(run.Attempt).Length : 0,
            StepsCommitted = _progress?.StepsCommitted ?? 0,
            StepsLeft = _progress is { } progress ? progress.LastStep + 1 - progress.StepsCommitted : long.MaxValue,
            // A long step waits for losses too.
            IsDisturbed = _progress?.Waiting is WaitReason.Storage or WaitReason.Recovering,
            Split = SplitOfSlowest(record.Current?.Members ?? []),
        };
    }

    private StepSplit? SplitOfSlowest(IEnumerable<GenerationMember> members) =>
        members.Select(member => roster.ReportOf(member.Trainer)?.Split).MaxBy(split => split?.Computing);
}
