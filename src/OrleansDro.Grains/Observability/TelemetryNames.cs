namespace OrleansDro.Grains.Observability;

/// <summary>Under which names OrleansDro measures, for those who listen.</summary>
public static class TelemetryNames
{
    /// <summary>The name of the meter of all metrics.</summary>
    public const string Meter = "OrleansDro";

    /// <summary>The name of the source of the spans: <see cref="StepSpan"/>, and in it <c>draw</c>, <c>report</c> and <c>reduce</c>; a <c>checkpoint</c> begins in a step and goes on beside the next.</summary>
    public const string ActivitySource = "OrleansDro";

    /// <summary>The name of the span of a trainer's step, which begins a trace.</summary>
    public const string StepSpan = "step";
}
