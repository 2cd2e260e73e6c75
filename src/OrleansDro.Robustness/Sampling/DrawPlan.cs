using OrleansDro.Robustness.History;
using OrleansDro.Robustness.Randomness;

namespace OrleansDro.Robustness.Sampling;

/// <summary>
/// How slots draw, given the mass of all cases that can be drawn: where a slot's point lies, and with what probability it reaches a case. The
/// draws of a sampler in one process and of one that is spread over shards are both made here, which is why they are the same.
/// </summary>
public sealed class DrawPlan
{
    private readonly HardnessMass _all;
    private readonly SamplingOptions _options;
    private readonly double _unseenLoss, _reference, _seenMass, _totalMass;

    /// <summary>Plans draws from the history as it is.</summary>
    /// <param name="all">The mass of all cases.</param>
    /// <param name="options">Valid options of the sampling.</param>
    /// <exception cref="InvalidOperationException">No case can be drawn.</exception>
    public DrawPlan(in HardnessMass all, SamplingOptions options)
        : this(all, options, all.MaximumLoss)
    {
    }

    /// <summary>Plans draws from what is left of the cases when some were removed for the rest of a batch.</summary>
    /// <param name="all">The mass of the cases that are left.</param>
    /// <param name="options">Valid options of the sampling.</param>
    /// <param name="unseenLoss">The loss at which unseen cases rank: that of the batch's first plan, as the hardest case may be among the removed.</param>
    /// <exception cref="InvalidOperationException">No case can be drawn.</exception>
    public DrawPlan(in HardnessMass all, SamplingOptions options, double unseenLoss)
    {
        if (all.EligibleCases == 0)
        {
            throw new InvalidOperationException("No case can be drawn: all are quarantined or already in the batch.");
        }

        _all = all;
        _options = options;
        _unseenLoss = unseenLoss;
        _reference = all.ReferenceLoss(unseenLoss);
        _seenMass = all.SeenMass(options.Beta, _reference);
        _totalMass = _seenMass + all.UnseenMass(options.Beta, unseenLoss, _reference);
        FloorProbability = options.MixingFloor / all.EligibleCases;
    }

    /// <summary>The part gamma / n of each case's probability that the mixing floor gives.</summary>
    public double FloorProbability { get; }

    /// <summary>The point, on the root of all cases, that a slot draws.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="step">The step, 0 or more.</param>
    /// <param name="slot">The slot, 0 or more.</param>
    public DrawPoint PointOf(long seed, long step, int slot)
    {
        var random = new CounterRandom(seed, RandomPurpose.Draw, step, slot);
        if (random.NextDouble() < _options.MixingFloor)
        {
            return new DrawPoint(DrawKind.Eligible, random.NextInt32(_all.EligibleCases));
        }

        var mark = random.NextDouble() * _totalMass;
        return mark < _seenMass || _all.UnseenCases == 0
            ? new DrawPoint(DrawKind.Seen, mark / _seenMass * _all.ScaledSum)
            : new DrawPoint(DrawKind.Unseen, random.NextInt32(_all.UnseenCases));
    }

    /// <summary>The natural logarithm of the probability with which a slot draws a case; negative infinity for a quarantined one.</summary>
    public double LogProbability(CaseRecord record)
    {
        if (record.Status == CaseStatus.Quarantined)
        {
            return double.NegativeInfinity;
        }

        var hardness = HardnessMass.LogRatio(_options.Beta, StaleLossOf(record), _reference) - Math.Log(_totalMass);
        return _options.MixingFloor == 0
            ? hardness
            : Math.Log((1 - _options.MixingFloor) * Math.Exp(hardness) + FloorProbability);
    }

    /// <summary>What a slot that drew a case hands out.</summary>
    /// <param name="slot">The slot, 0 or more.</param>
    /// <param name="caseIndex">The case.</param>
    /// <param name="record">The case's history.</param>
    /// <param name="historyStep">The last step whose losses the history holds; -1 at the start.</param>
    public Draw DrawOf(int slot, int caseIndex, CaseRecord record, long historyStep)
        => new(slot, caseIndex, LogProbability(record), StaleLossOf(record), historyStep);

    private double StaleLossOf(CaseRecord record) => double.IsNaN(record.Loss) ? _unseenLoss : record.Loss;
}
