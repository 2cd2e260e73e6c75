namespace OrleansDro.Abstractions.Results;

/// <summary>A statistic with its confidence interval.</summary>
/// <param name="Value">The statistic of the cases that are there.</param>
/// <param name="Lower">The lower end of the interval.</param>
/// <param name="Upper">The upper end.</param>
[GenerateSerializer, Immutable, Alias("OrleansDro.TailEstimate")]
public sealed record TailEstimate([property: Id(0)] double Value, [property: Id(1)] double Lower, [property: Id(2)] double Upper);
