using OrleansDro.Grains.Observability.Metrics;
using OrleansDro.Grains.Protocol.Sampling.Shards;

namespace OrleansDro.Grains.Sampling.Attempts;

/// <summary>Accepts the losses that trainers report. A loss counts only after it is in durable storage.</summary>
/// <param name="current">The attempt whose losses are accepted.</param>
/// <param name="metrics">Measures the losses.</param>
internal sealed class LossIntake(CurrentAttempt current, SamplingMetrics metrics)
{
    /// <inheritdoc cref="Protocol.Sampling.ISamplerGrain.Report"/>
    public async Task Report(LossReport report)
    {
        var (attempt, sequence) = await current.WaitUntilReady();
        var isOfAnotherAttempt = report.Attempt > 0 && report.Attempt != attempt.Record.Start.Attempt;
        if (report.Step <= sequence.Committed || attempt.Reports.Has(report) || isOfAnotherAttempt)
        {
            return;
        }

        await attempt.Journal.Append(report);
        if (!attempt.IsSuperseded)
        {
            attempt.Reports.Add(report);
            metrics.AddLosses(attempt.Spec.Name, report.Losses);
            attempt.NotifyWork();
        }
    }
}
