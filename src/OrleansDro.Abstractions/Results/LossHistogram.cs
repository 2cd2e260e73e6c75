namespace OrleansDro.Abstractions.Results;

/// <summary>How the latest losses of all seen training cases are spread, in bins of one width.</summary>
/// <param name="StepsCommitted">Committed steps after which this holds.</param>
/// <param name="Lowest">The lower end of the first bin: the smallest loss.</param>
/// <param name="Highest">The upper end of the last bin: the largest loss, which the bin includes.</param>
/// <param name="Counts">The cases in each bin.</param>
[GenerateSerializer, Immutable, Alias("OrleansDro.LossHistogram")]
public sealed record LossHistogram(
    [property: Id(0)] long StepsCommitted,
    [property: Id(1)] double Lowest,
    [property: Id(2)] double Highest,
    [property: Id(3)] IReadOnlyList<int> Counts);
