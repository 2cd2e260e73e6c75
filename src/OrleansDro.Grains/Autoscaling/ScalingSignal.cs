using OrleansDro.Abstractions.Runs;

namespace OrleansDro.Grains.Autoscaling;

/// <summary>Derives how many trainers a run wants from repeated observations of it.</summary>
internal sealed class ScalingSignal(TimeProvider clock)
{
    private readonly StepMeter _meter = new(clock);
    private readonly SpeedTable _table = new(clock);
    private int _wanted;
    private long _wantedSince = clock.GetTimestamp();

    /// <summary>Observes the run and decides.</summary>
    public ScalingDecision Observe(ObservedRun run)
    {
        if (_meter.Observe(run.Generation, run.StepsCommitted, run.IsDisturbed) is { } measurement)
        {
            _table.Add(run.LargestPart, measurement);
        }

        var decision = ScalingPolicy.Decide(new ScalingView
        {
            Run = run,
            Wanted = _wanted,
            Since = clock.GetElapsedTime(_wantedSince),
            Speeds = SpeedsOf(run),
            IsFresh = _table.IsFresh(run.LargestPart),
        });
        if (decision.Wanted != _wanted)
        {
            (_wanted, _wantedSince) = (decision.Wanted, clock.GetTimestamp());
        }

        return decision;
    }

    /// <summary>Observes the run and returns the decision with the known speeds.</summary>
    public ScalingStatus GetStatus(ObservedRun run)
    {
        var decision = Observe(run);
        return new ScalingStatus
        {
            Wanted = decision.Wanted,
            Reason = decision.Reason,
            Explanation = decision.Explanation,
            Present = run.Present,
            Minimum = run.Trainers.Minimum,
            Maximum = run.Trainers.Maximum == int.MaxValue ? null : run.Trainers.Maximum,
            MicroBatches = run.MicroBatches,
            Split = run.Split,
            Speeds = [.. Rows(run)],
        };
    }

    private SpeedModel SpeedsOf(ObservedRun run) => new(_table.Seconds, run.LargestPart, run.Split?.Shrinking ?? 1);

    private IEnumerable<TrainerSpeed> Rows(ObservedRun run)
    {
        var speeds = SpeedsOf(run);
        var counts = new TrainerCounts(run.MicroBatches, run.Trainers);
        int? before = null;
        foreach (var count in counts.UpTo(int.MaxValue).Union(_wanted > 0 ? [_wanted] : []).Order())
        {
            var part = counts.LargestPart(count);
            yield return new TrainerSpeed(
                count, part, speeds.Measured(part), _table.StepsOf(part), speeds.Predicted(part), before is { } fewer ? ScalingPolicy.Efficiency(speeds, counts, fewer, count) : null);
            before = count;
        }
    }
}
