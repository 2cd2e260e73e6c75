using OrleansDro.Grains.Protocol.Sampling.Shards;
using OrleansDro.Robustness.Sampling;

namespace OrleansDro.Grains.Sampling.Shards;

/// <summary>The reported losses of steps that are not committed. They are in durable storage already.</summary>
internal sealed class StepReports
{
    private readonly SortedDictionary<long, Dictionary<int, ReportedSlot>> _steps = [];

    /// <summary>Adds losses. The first report of a slot wins.</summary>
    public void Add(LossReport report)
    {
        if (!_steps.TryGetValue(report.Step, out var slots))
        {
            _steps[report.Step] = slots = [];
        }

        var labels = report.LabelLosses is { } all ? all.Length / report.Slots.Length : 0;
        for (var i = 0; i < report.Slots.Length; i++)
        {
            slots.TryAdd(report.Slots[i], new ReportedSlot(report.Losses[i], report.Clips[i], report.Problems?[i], report.LabelLosses.AsMemory(i * labels, labels)));
        }
    }

    /// <summary>Whether all slots of a report were reported before.</summary>
    public bool Has(LossReport report) => _steps.TryGetValue(report.Step, out var slots) && report.Slots.All(slots.ContainsKey);

    /// <summary>How many draws of a step are without a loss.</summary>
    public int Missing(BatchDraw batch) => _steps.TryGetValue(batch.Step, out var slots) ? batch.Draws.Count(draw => !slots.ContainsKey(draw.Slot)) : batch.Draws.Length;

    /// <summary>The losses of some draws of a step, all of which were reported.</summary>
    public LossReport Of(long step, IReadOnlyList<Draw> draws)
    {
        var slots = draws.Select(draw => _steps[step][draw.Slot]).ToArray();
        return new LossReport(
            step,
            [.. draws.Select(draw => draw.Slot)],
            Array.ConvertAll(slots, slot => slot.Loss),
            Array.ConvertAll(slots, slot => slot.Clip),
            Array.Exists(slots, slot => slot.Problem is not null) ? Array.ConvertAll(slots, slot => slot.Problem) : null,
            LabelLosses: LabelLosses(slots));
    }

    /// <summary>Removes a step and all earlier ones.</summary>
    public void RemoveUntil(long step)
    {
        foreach (var past in _steps.Keys.TakeWhile(key => key <= step).ToArray())
        {
            _steps.Remove(past);
        }
    }

    // Trainers of an older version report none.
    private static float[]? LabelLosses(ReportedSlot[] slots)
    {
        var labels = slots.Select(slot => slot.LabelLosses.Length).DefaultIfEmpty().Max();
        if (labels == 0)
        {
            return null;
        }

        var losses = new float[slots.Length * labels];
        Array.Fill(losses, float.NaN);
        for (var i = 0; i < slots.Length; i++)
        {
            slots[i].LabelLosses.Span.CopyTo(losses.AsSpan(i * labels, labels));
        }

        return losses;
    }
}
