using System.Globalization;
using OrleansDro.Abstractions.Runs;

namespace OrleansDro.Grains.Autoscaling;

/// <summary>
/// Decides how many trainers a run wants. A pure function that also returns its reason: neither the clock nor chance has a part in it.
/// </summary>
/// <remarks>
/// The number does not follow the available trainers: a lost trainer is still wanted. It grows by one number of <see cref="TrainerCounts"/> if each additional trainer is expected or
/// known to add at least half of its share under perfect scaling, and shrinks if the trainer turns out to add less than a quarter. Between the two it stays, so that noise does not move it.
/// </remarks>
internal static class ScalingPolicy
{
    /// <summary>The least efficiency with which trainers are added.</summary>
    public const double WorthAdding = 0.5;

    /// <summary>The least efficiency with which they are kept.</summary>
    public const double WorthKeeping = 0.25;

    /// <summary>The shortest time between two changes, so that trainers have time to start.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(60);

    /// <summary>A run that is expected to end sooner wants no additional trainers.</summary>
    public static readonly TimeSpan LastMoments = TimeSpan.FromMinutes(2);

    /// <summary>Decides how many trainers a run wants.</summary>
    public static ScalingDecision Decide(ScalingView view)
    {
        var run = view.Run;
        var counts = new TrainerCounts(run.MicroBatches, run.Trainers);
        var isLate = run.State == RunState.Training && view.Speeds.Seconds(Math.Max(1, run.LargestPart)) * run.StepsLeft < LastMoments.TotalSeconds;
        return run.State switch
        {
            RunState.Preparing or RunState.Training when run.Present < run.Trainers.Minimum => BelowMinimum(view),
            RunState.Preparing => Preparing(view, counts),
            RunState.Training when !isLate => Training(view, counts),
            RunState.Training or RunState.Evaluating => Ending(view, counts),
            _ => new ScalingDecision(0, ScalingReason.Ended, "The run has ended."),
        };
    }

    /// <summary>What each additional trainer adds, as a share of what it would add under perfect scaling; null if unknown.</summary>
    public static double? Efficiency(SpeedModel speeds, TrainerCounts counts, int from, int to) =>
        speeds.Seconds(counts.LargestPart(from)) / speeds.Seconds(counts.LargestPart(to)) is { } faster ? (faster - 1) / ((to / (double)from) - 1) : null;

    private static ScalingDecision BelowMinimum(ScalingView view) => new(
        Math.Max(view.Run.Trainers.Minimum, view.Wanted),
        ScalingReason.BelowMinimum,
        $"{view.Run.Present} of at least {view.Run.Trainers.Minimum} are available.");

    private static ScalingDecision Preparing(ScalingView view, TrainerCounts counts) => new(
        Math.Max(view.Wanted, counts.Fit(view.Run.Present)),
        ScalingReason.Measuring,
        "No step has been taken yet.");

    private static ScalingDecision Ending(ScalingView view, TrainerCounts counts)
    {
        var available = counts.Fit(view.Run.Present);
        return new(
            view.Wanted > 0 ? Math.Min(view.Wanted, available) : available,
            ScalingReason.Ending,
            view.Run.State == RunState.Evaluating ? "The validation cases are being predicted." : "The last steps are being taken.");
    }

    private static ScalingDecision Training(ScalingView view, TrainerCounts counts)
    {
        // The number of trainers at the start is kept until speeds are measured.
        var wanted = view.Wanted > 0 ? view.Wanted : counts.Fit(view.Run.Present);
        var aim = Aim(view, counts, wanted);
        var isMissing = view.Run.Present < wanted;
        if (aim.Wanted != wanted && (!view.IsFresh || view.Since < Pause || (isMissing && aim.Wanted > wanted)))
        {
            // It is too early for a change.
            aim = isMissing ? SpeedsUp(view, counts, wanted) : Measuring(wanted);
        }

        return view.Run.Present < aim.Wanted ? aim with { Explanation = $"{aim.Explanation} {view.Run.Present} of {aim.Wanted} are available." } : aim;
    }

    /// <summary>The best number by the known speeds, whether or not it is time for a change.</summary>
    private static ScalingDecision Aim(ScalingView view, TrainerCounts counts, int wanted)
    {
        var isMeasured = view.Speeds.Measured(counts.LargestPart(wanted)) is not null;
        if (view.Speeds.Seconds(counts.LargestPart(wanted)) is null || (!isMeasured && view.Run.Present == wanted))
        {
            return Measuring(wanted);
        }

        if (!isMeasured && view.Run.Present < wanted)
        {
            return SpeedsUp(view, counts, wanted);
        }

        if (isMeasured && counts.Below(wanted) is { } below && Efficiency(view.Speeds, counts, below, wanted) < WorthKeeping)
        {
            return Saturated(view, counts, below, wanted);
        }

        if (counts.LargestPart(wanted) == 1)
        {
            return new ScalingDecision(wanted, ScalingReason.MicroBatches, $"Each of the {view.Run.MicroBatches} micro-batches has its own trainer.");
        }

        if (counts.Above(wanted) is not { } above)
        {
            return new ScalingDecision(wanted, ScalingReason.Budget, $"The run takes at most {view.Run.Trainers.Maximum}.");
        }

        return Efficiency(view.Speeds, counts, wanted, above) >= WorthAdding ? SpeedsUp(view, counts, above) : Saturated(view, counts, wanted, above);
    }

    private static ScalingDecision Measuring(int wanted) => new(wanted, ScalingReason.Measuring, $"The speed with {wanted} is being measured.");

    private static ScalingDecision SpeedsUp(ScalingView view, TrainerCounts counts, int wanted) => new(
        wanted, ScalingReason.SpeedsUp, counts.Below(wanted) is { } fewer ? Compare(view, counts, fewer, wanted) : $"The run starts with {wanted}.");

    private static ScalingDecision Saturated(ScalingView view, TrainerCounts counts, int wanted, int more) => new(wanted, ScalingReason.Saturated, Compare(view, counts, wanted, more));

    private static string Compare(ScalingView view, TrainerCounts counts, int fewer, int more)
    {
        return string.Create(
            CultureInfo.InvariantCulture,
            $"A step takes {Time(fewer)} with {fewer} and {Time(more)} with {more}: each additional trainer adds {Efficiency(view.Speeds, counts, fewer, more):P0} of its share.");

        string Time(int trainers)
        {
            var part = counts.LargestPart(trainers);
            return string.Create(CultureInfo.InvariantCulture, $"{view.Speeds.Seconds(part):G3} s{(view.Speeds.Measured(part) is null ? " (expected)" : "")}");
        }
    }
}
