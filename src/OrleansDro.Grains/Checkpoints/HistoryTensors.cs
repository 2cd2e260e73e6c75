using OrleansDro.Grains.Protocol.Sampling;
using OrleansDro.Grains.Protocol.Sampling.Shards;
using OrleansDro.Learning.Checkpoints;
using OrleansDro.Robustness.History;
using OrleansDro.Robustness.Sampling;

namespace OrleansDro.Grains.Checkpoints;

/// <summary>The sampler's history and pending draws as named vectors, so that they can be read in Python too.</summary>
internal static class HistoryTensors
{
    public static IReadOnlyList<StoredTensor> From(SamplerSnapshot snapshot)
    {
        var records = snapshot.Records;
        var pending = snapshot.PendingDraws.SelectMany(batch => batch.Draws, (batch, draw) => (batch.Step, batch.FloorProbability, batch.Beta, Draw: draw)).ToArray();
        return
        [
            StoredTensor.Vector("loss", Array.ConvertAll(records, record => record.Loss)),
            StoredTensor.Vector("last_step", Array.ConvertAll(records, record => record.LastStep)),
            StoredTensor.Vector("visits", Array.ConvertAll(records, record => record.Visits)),
            StoredTensor.Vector("status", Array.ConvertAll(records, record => (byte)record.Status)),
            .. Of(snapshot.Cases.Recent),
            StoredTensor.Vector("learned.case", snapshot.Cases.Learned.Cases),
            StoredTensor.Vector("learned.first_step", snapshot.Cases.Learned.FirstSteps),
            StoredTensor.Vector("learned.times_forgotten", snapshot.Cases.Learned.TimesForgotten),
            StoredTensor.Vector("errors_since_statistics", snapshot.Window.Errors),
            StoredTensor.Vector("pending.step", Array.ConvertAll(pending, entry => entry.Step)),
            StoredTensor.Vector("pending.floor_probability", Array.ConvertAll(pending, entry => entry.FloorProbability)),
            StoredTensor.Vector("pending.beta", Array.ConvertAll(pending, entry => entry.Beta)),
            StoredTensor.Vector("pending.slot", Array.ConvertAll(pending, entry => entry.Draw.Slot)),
            StoredTensor.Vector("pending.case", Array.ConvertAll(pending, entry => entry.Draw.Case)),
            StoredTensor.Vector("pending.log_probability", Array.ConvertAll(pending, entry => entry.Draw.LogProbability)),
            StoredTensor.Vector("pending.stale_loss", Array.ConvertAll(pending, entry => entry.Draw.StaleLoss)),
            StoredTensor.Vector("pending.history_step", Array.ConvertAll(pending, entry => entry.Draw.HistoryStep)),
        ];
    }

    /// <summary>The recent losses of cases.</summary>
    public static IReadOnlyList<StoredTensor> Of(RecentLosses recent) =>
    [
        StoredTensor.Vector("recent.case", recent.Cases),
        StoredTensor.Vector("recent.step", recent.Steps),
        StoredTensor.Vector("recent.loss", recent.Losses),
        StoredTensor.Vector("recent.probability", recent.Probabilities),
        StoredTensor.Vector("recent.label_losses", recent.LabelLossesFor(recent.Labels)),
    ];

    public static SamplerSnapshot ToSnapshot(IReadOnlyDictionary<string, StoredTensor> tensors, CheckpointManifest manifest)
    {
        var (losses, lastSteps) = (tensors["loss"].ToArray<double>(), tensors["last_step"].ToArray<long>());
        var (visits, statuses) = (tensors["visits"].ToArray<int>(), tensors["status"].ToArray<byte>());
        return new SamplerSnapshot
        {
            Step = manifest.StepsCommitted - 1,
            Cases = new ShardSnapshot(
                [.. losses.Select((loss, i) => new CaseRecord(loss, lastSteps[i], visits[i], (CaseStatus)statuses[i]))],
                Recent(tensors),
                manifest.Reasons,
                Learned(tensors)),
            PendingDraws = PendingDraws(tensors),
            Ledger = manifest.Ledger,
            Statistics = manifest.Statistics,
            Window = new StatisticsWindow(manifest.SinceStatistics, tensors["errors_since_statistics"].ToArray<float>()),
            TrainingSeconds = manifest.TrainingSeconds,
            Beta = manifest.Beta,
            GrownAt = manifest.GrownAt,
            Changes = manifest.Changes,
        };
    }

    /// <summary>The recent losses of cases. Checkpoints of older versions have no probabilities and no losses of labels.</summary>
    public static RecentLosses Recent(IReadOnlyDictionary<string, StoredTensor> tensors)
    {
        var losses = tensors["recent.loss"].ToArray<float>();
        var probabilities = tensors.TryGetValue("recent.probability", out var stored) ? stored.ToArray<float>() : [.. losses.Select(_ => float.NaN)];
        var labelLosses = tensors.TryGetValue("recent.label_losses", out var ofLabels) ? ofLabels.ToArray<float>() : [];
        return new RecentLosses(tensors["recent.case"].ToArray<int>(), tensors["recent.step"].ToArray<int>(), losses, probabilities, labelLosses);
    }

    // Checkpoints of older versions do not know when a case was learned.
    private static LearnedCases Learned(IReadOnlyDictionary<string, StoredTensor> tensors) => tensors.TryGetValue("learned.case", out var cases)
        ? new LearnedCases(cases.ToArray<int>(), tensors["learned.first_step"].ToArray<int>(), tensors["learned.times_forgotten"].ToArray<int>())
        : LearnedCases.None;

    private static List<BatchDraw> PendingDraws(IReadOnlyDictionary<string, StoredTensor> tensors)
    {
        var (steps, floors) = (tensors["pending.step"].ToArray<long>(), tensors["pending.floor_probability"].ToArray<double>());
        var betas = tensors["pending.beta"].ToArray<double>();
        var (slots, cases) = (tensors["pending.slot"].ToArray<int>(), tensors["pending.case"].ToArray<int>());
        var logProbabilities = tensors["pending.log_probability"].ToArray<double>();
        var (staleLosses, historySteps) = (tensors["pending.stale_loss"].ToArray<double>(), tensors["pending.history_step"].ToArray<long>());
        return [.. steps
            .Select((step, i) => (Step: step, Floor: floors[i], Beta: betas[i], Draw: new Draw(slots[i], cases[i], logProbabilities[i], staleLosses[i], historySteps[i])))
            .GroupBy(entry => (entry.Step, entry.Floor, entry.Beta), entry => entry.Draw)
            .Select(batch => new BatchDraw(batch.Key.Step, [.. batch], batch.Key.Floor, batch.Key.Beta))];
    }
}
