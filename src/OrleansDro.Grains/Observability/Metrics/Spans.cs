using System.Diagnostics;

namespace OrleansDro.Grains.Observability.Metrics;

/// <summary>Starts spans. Without a listener there are none.</summary>
internal static class Spans
{
    private static readonly ActivitySource Source = new(TelemetryNames.ActivitySource);

    /// <summary>Starts a span.</summary>
    /// <param name="name">The operation.</param>
    /// <param name="run">The run's name.</param>
    /// <param name="step">The step.</param>
    /// <returns>The span, which ends when it is disposed; null if there is no listener.</returns>
    public static Activity? Start(string name, string run, long step) => Source.StartActivity(name)?.SetTag("run", run).SetTag("step", step);

    /// <summary>Detaches the rest of the calling method from the present span, because work that outlives a call is no part of the call's span.</summary>
    public static void Leave() => Activity.Current = null;
}
