using OpenTelemetry.Trace;
using OrleansDro.Grains.Observability;

namespace OrleansDro.Hosting.Telemetry;

/// <summary>
/// Starts traces only for steps. Orleans would start a trace for each call outside of one: two spans for each case that is notified of its loss, and for all calls between
/// trainers and their run. An exporter that has too many spans to send drops arbitrary ones, steps too.
/// </summary>
internal sealed class StepSampler : Sampler
{
    /// <inheritdoc/>
    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters) =>
        new(samplingParameters.Name == TelemetryNames.StepSpan ? SamplingDecision.RecordAndSample : SamplingDecision.Drop);
}
