using System.Diagnostics;

namespace OrleansDro.Grains.Observability.Metrics;

/// <summary>Begins spans. Without a listener there are none.</summary>
internal static class Spans
{
    private static readonly ActivitySource Source = new(TelemetryNames.ActivitySource);

    /// <summary>Begins a span.</summary>
    /// <param name="name">What goes on.</param>
    /// <param name="run">The run's name.</param>
    /// <param name="step">The step.</param>
    /// <returns>The span, which ends when it is disposed of; null where nobody listens.</returns>
    public static Activity? Start(string name, string run, long step) => Source.StartActivity(name)?.SetTag("run", run).SetTag("step", step);

    /// <summary>Lets the rest of the method that calls this go on in no span: what goes on long after the call that began it is no part of that.</summary>
    public static void Leave() => Activity.Current = null;
}
