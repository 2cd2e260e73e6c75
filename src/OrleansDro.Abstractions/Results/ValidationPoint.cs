using OrleansDro.Abstractions.Specs;

namespace OrleansDro.Abstractions.Results;

/// <summary>How the model did on all validation cases after a number of steps.</summary>
/// <param name="Steps">The steps that the model had taken.</param>
/// <param name="Time">When the last case was predicted, UTC.</param>
/// <param name="Score">Dice or accuracy of the cases.</param>
/// <param name="Loss">Their loss; null if none is finite.</param>
/// <param name="LabelScores">Mean Dice of each foreground label, in label order. Empty for classification.</param>
[GenerateSerializer, Immutable, Alias("OrleansDro.ValidationPoint")]
public sealed record ValidationPoint(
    [property: Id(0)] long Steps,
    [property: Id(1)] DateTimeOffset Time,
    [property: Id(2)] TailReport Score,
    [property: Id(3)] TailReport? Loss,
    [property: Id(4)] IReadOnlyList<double> LabelScores)
{
    /// <summary>A statistic of the scores.</summary>
    /// <exception cref="InvalidOperationException">The cases have no groups, or the task has no labels.</exception>
    public double ValueOf(ValidationStatistic statistic) => statistic switch
    {
        ValidationStatistic.Mean => Score.Summary.Mean,
        ValidationStatistic.P5 => Score.Summary.P5,
        ValidationStatistic.P10 => Score.Summary.P10,
        ValidationStatistic.P25 => Score.Summary.P25,
        ValidationStatistic.Worst => Score.Summary.Min,
        ValidationStatistic.WorstGroup => Score.WorstGroup?.Mean ?? throw new InvalidOperationException("The validation cases have no groups."),
        ValidationStatistic.WorstLabel when LabelScores.Count > 0 => LabelScores.Min(),
        ValidationStatistic.WorstLabel => throw new InvalidOperationException("The task has no labels."),
        _ => throw new ArgumentOutOfRangeException(nameof(statistic)),
    };

    /// <summary>Whether this state is better than another one by a statistic, and by the mean if the statistics are equal.</summary>
    public bool IsBetterThan(ValidationPoint other, ValidationStatistic statistic) => (ValueOf(statistic), Score.Summary.Mean).CompareTo((other.ValueOf(statistic), other.Score.Summary.Mean)) > 0;

    /// <summary>The best of several states; of equal ones the first. Null if there are none.</summary>
    public static ValidationPoint? BestOf(IEnumerable<ValidationPoint> points, ValidationStatistic statistic) =>
        points.Aggregate((ValidationPoint?)null, (best, point) => best is null || point.IsBetterThan(best, statistic) ? point : best);
}
