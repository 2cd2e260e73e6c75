namespace OrleansDro.Cli.Reporting.Results;

/// <summary>One number of each run, side by side.</summary>
/// <param name="Section">What was measured, on which cases.</param>
/// <param name="Name">The statistic.</param>
/// <param name="Explanation">The meaning of the number, for a new reader.</param>
/// <param name="HigherIsBetter">True for scores, false for losses.</param>
/// <param name="IsHeadline">Whether it is one of the most important numbers.</param>
/// <param name="Values">A value for each run.</param>
internal sealed record ResultRow(
    string Section,
    string Name,
    string Explanation,
    bool HigherIsBetter,
    bool IsHeadline,
    IReadOnlyList<ResultValue> Values)
{
    /// <summary>The run with the best value; null with fewer than two runs, or if two values are equal as printed.</summary>
    public int? Best
    {
        get
        {
            if (Values.Count < 2 || Values.Any(value => double.IsNaN(value.Number)))
            {
                return null;
            }

            var order = Enumerable.Range(0, Values.Count).OrderBy(run => HigherIsBetter ? -Values[run].Number : Values[run].Number).ToList();
            var (first, second) = (Values[order[0]].Number, Values[order[1]].Number);
            return Numbers.Format(first) == Numbers.Format(second) ? null : order[0];
        }
    }

    /// <summary>The second run's number minus the first's; null unless there are exactly two runs.</summary>
    public double? Difference => Values.Count == 2 ? Values[1].Number - Values[0].Number : null;
}
