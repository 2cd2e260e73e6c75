using OrleansDro.Robustness.Metrics;

namespace OrleansDro.Abstractions.Results;

/// <summary>Carries <see cref="TailSummary"/> over its surrogate.</summary>
[RegisterConverter]
internal sealed class TailSummaryConverter : IConverter<TailSummary, TailSummarySurrogate>
{
    /// <inheritdoc/>
    public TailSummary ConvertFromSurrogate(in TailSummarySurrogate surrogate) => new(
        surrogate.Count,
        surrogate.Mean,
        surrogate.Min,
        surrogate.P5,
        surrogate.P10,
        surrogate.P25,
        surrogate.P50,
        surrogate.P75,
        surrogate.P90,
        surrogate.P95,
        surrogate.P99,
        surrogate.Max,
        surrogate.Cvar90,
        surrogate.Cvar95,
        surrogate.Cvar99);

    /// <inheritdoc/>
    public TailSummarySurrogate ConvertToSurrogate(in TailSummary value) => new()
    {
        Count = value.Count,
        Mean = value.Mean,
        Min = value.Min,
        P5 = value.P5,
        P10 = value.P10,
        P25 = value.P25,
        P50 = value.P50,
        P75 = value.P75,
        P90 = value.P90,
        P95 = value.P95,
        P99 = value.P99,
        Max = value.Max,
        Cvar90 = value.Cvar90,
        Cvar95 = value.Cvar95,
        Cvar99 = value.Cvar99,
    };
}
