using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Observability.Metrics;

namespace OrleansDro.Grains.Training.Steps;

/// <summary>How a trainer's steps spend their time, as an exponential moving average.</summary>
internal sealed class StepTimeAverage
{
    private const double WeightOfLatest = 0.1;

    /// <summary>The average, in seconds; null before the first step.</summary>
    public StepSplit? Mean { get; private set; }

    /// <summary>Adds a step.</summary>
    public void Add(StepTimes times)
    {
        var computing = Seconds(StepPhase.Forward) + Seconds(StepPhase.Backward);
        var loading = Seconds(StepPhase.Load);
        var exchanging = Seconds(StepPhase.Reduce);
        var other = Seconds(StepPhase.Draw) + Seconds(StepPhase.Report) + Seconds(StepPhase.Audit) + Seconds(StepPhase.Apply);
        Mean = Mean is { } mean
            ? new StepSplit(Mix(mean.Computing, computing), Mix(mean.Loading, loading), Mix(mean.Exchanging, exchanging), Mix(mean.Other, other))
            : new StepSplit(computing, loading, exchanging, other);

        double Seconds(StepPhase phase) => times[phase].TotalSeconds;

        static double Mix(double before, double latest) => before + (WeightOfLatest * (latest - before));
    }
}
