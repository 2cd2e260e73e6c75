namespace OrleansDro.Benchmarks.Steps;

/// <summary>What a training step takes, in milliseconds.</summary>
/// <param name="Forward">The forward pass with the loss.</param>
/// <param name="Backward">The backward pass.</param>
/// <param name="Update">Clipping and the optimizer.</param>
/// <param name="Total">The whole step.</param>
internal readonly record struct StepTime(double Forward, double Backward, double Update, double Total)
{
    /// <summary>The time of one step from its three parts.</summary>
    public static StepTime Of(double[] parts) => new(parts[0], parts[1], parts[2], parts.Sum());

    /// <summary>The median of each time by itself.</summary>
    public static StepTime MedianOf(IReadOnlyList<StepTime> times) => new(
        Statistics.Median(times.Select(time => time.Forward)),
        Statistics.Median(times.Select(time => time.Backward)),
        Statistics.Median(times.Select(time => time.Update)),
        Statistics.Median(times.Select(time => time.Total)));
}
