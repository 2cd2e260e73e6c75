namespace OrleansDro.Abstractions.Results;

/// <summary>The tail of the latest losses of all seen training cases, with bootstrap confidence intervals: exact for these cases, uncertain as to further ones like them.</summary>
/// <param name="StepsCommitted">Committed steps after which this holds.</param>
/// <param name="Cases">How many cases have a loss.</param>
/// <param name="Confidence">The confidence of the intervals, such as 0.95.</param>
/// <param name="P95">The 95th percentile.</param>
/// <param name="Cvar90">The mean of the worst 10 %.</param>
/// <param name="Cvar95">The mean of the worst 5 %.</param>
[GenerateSerializer, Immutable, Alias("OrleansDro.TailEstimates")]
public sealed record TailEstimates(
    [property: Id(0)] long StepsCommitted,
    [property: Id(1)] int Cases,
    [property: Id(2)] double Confidence,
    [property: Id(3)] TailEstimate P95,
    [property: Id(4)] TailEstimate Cvar90,
    [property: Id(5)] TailEstimate Cvar95);
