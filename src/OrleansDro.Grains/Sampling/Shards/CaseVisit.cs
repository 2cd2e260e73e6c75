using System.Globalization;
using OrleansDro.Grains.Protocol.Sampling.Shards;
using OrleansDro.Robustness.History;

namespace OrleansDro.Grains.Sampling.Shards;

/// <summary>The losses of a step for one case.</summary>
/// <param name="Case">The case.</param>
/// <param name="Losses">The fresh losses of the slots that drew it, in slot order.</param>
/// <param name="LabelLosses">The losses of the labels of each of these slots; empty ones if the loss has none.</param>
/// <param name="Probabilities">The probability of each of these draws.</param>
/// <param name="Problem">The reason for which it could not be read, or null.</param>
internal readonly record struct CaseVisit(int Case, float[] Losses, ReadOnlyMemory<float>[] LabelLosses, float[] Probabilities, string? Problem)
{
    /// <summary>The visits of a step, in the order in which its slots first drew the cases.</summary>
    public static CaseVisit[] Of(ShardCommit commit)
    {
        var (draws, report) = (commit.Draws, commit.Losses);
        var labels = report.LabelLosses is { } all ? all.Length / draws.Length : 0;
        return
        [
            .. Enumerable.Range(0, draws.Length)
                .GroupBy(i => draws[i].Case)
                .Select(slots => new CaseVisit(
                    slots.Key,
                    [.. slots.Select(i => report.Losses[i])],
                    [.. slots.Select(i => (ReadOnlyMemory<float>)report.LabelLosses.AsMemory(i * labels, labels))],
                    [.. slots.Select(i => (float)Math.Exp(draws[i].LogProbability))],
                    slots.Select(i => report.Problems?[i]).FirstOrDefault(problem => problem is not null))),
        ];
    }

    /// <summary>The record of the case after the visit, and the reason for which it cannot be drawn.</summary>
    /// <param name="before">Its record before.</param>
    /// <param name="reason">The reason for which it could not be drawn before, or null.</param>
    /// <param name="step">The step.</param>
    /// <param name="momentum">The momentum of the history.</param>
    public (CaseRecord Record, string? Reason) Credit(CaseRecord before, string? reason, long step, double momentum)
    {
        var after = before.Visit(step, Array.ConvertAll(Losses, loss => (double)loss), momentum);
        return (after, before.CanBeDrawn && !after.CanBeDrawn ? ReasonAt(step) : reason);
    }

    private string ReasonAt(long step) => Problem ?? string.Create(CultureInfo.InvariantCulture, $"The loss of step {step} was {Losses.First(loss => !float.IsFinite(loss))}.");
}
