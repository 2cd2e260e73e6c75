namespace OrleansDro.Abstractions.Results;

/// <summary>How a tail summary travels.</summary>
[GenerateSerializer, Alias("OrleansDro.TailSummary")]
internal struct TailSummarySurrogate
{
    [Id(0)] public int Count;
    [Id(1)] public double Mean;
    [Id(2)] public double Min;
    [Id(3)] public double P5;
    [Id(4)] public double P10;
    [Id(5)] public double P25;
    [Id(6)] public double P50;
    [Id(7)] public double P75;
    [Id(8)] public double P90;
    [Id(9)] public double P95;
    [Id(10)] public double P99;
    [Id(11)] public double Max;
    [Id(12)] public double Cvar90;
    [Id(13)] public double Cvar95;
    [Id(14)] public double Cvar99;
}
