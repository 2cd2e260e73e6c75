namespace OrleansDro.Grains;

/// <summary>Under which names OrleansDro measures, for those who listen.</summary>
public static class TelemetryNames
{
    /// <summary>The name of the meter of all metrics.</summary>
    public const string Meter = "OrleansDro";

    /// <summary>The name of the source of the spans: <c>step</c>, and in it <c>draw</c>, <c>report</c> and <c>reduce</c>; <c>checkpoint</c> goes on beside the steps.</summary>
    public const string ActivitySource = "OrleansDro";
}
