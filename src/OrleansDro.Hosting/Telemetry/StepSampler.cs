using OpenTelemetry.Trace;
using OrleansDro.Grains.Observability;

namespace OrleansDro.Hosting.Telemetry;

/// <summary>
/// Begins traces with steps alone. Orleans would begin one with each call that is made outside of any: two spans for each case that is told its loss, and for all that
/// trainers and their run say to each other all the time. An exporter that has too much to send drops what it likes, steps too.
/// </summary>
internal sealed class StepSampler : Sampler
{
    /// <inheritdoc/>
    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters) =>
        new(samplingParameters.Name == TelemetryNames.StepSpan ? SamplingDecision.RecordAndSample : SamplingDecision.Drop);
}
