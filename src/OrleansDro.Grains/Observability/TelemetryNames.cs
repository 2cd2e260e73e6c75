namespace OrleansDro.Grains.Observability;

/// <summary>The names of the meter and the activity source of OrleansDro, for listeners.</summary>
public static class TelemetryNames
{
    /// <summary>The name of the meter of all metrics.</summary>
    public const string Meter = "OrleansDro";

    /// <summary>The name of the source of the spans: <see cref="StepSpan"/>, and in it <c>draw</c>, <c>report</c> and <c>reduce</c>; a <c>checkpoint</c> starts in a step and continues during the following steps.</summary>
    public const string ActivitySource = "OrleansDro";

    /// <summary>The name of the span of a trainer's step, which starts a trace.</summary>
    public const string StepSpan = "step";
}
