using System.Runtime.Intrinsics;
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
    private readonly double _floor, _unseenLoss, _reference, _seenMass, _totalMass, _logTotalMass;

    /// <summary>Plans draws from the history as it is.</summary>
    /// <param name="all">The mass of all cases.</param>
    /// <param name="options">Valid options of the sampling; <see cref="SamplingOptions.Beta"/> is that of the mass.</param>
    /// <param name="sweptShare">The share of the batch's slots that a <see cref="RevisitSweep"/> takes, 0 to 1.</param>
    /// <exception cref="InvalidOperationException">No case can be drawn.</exception>
    public DrawPlan(in HardnessMass all, SamplingOptions options, double sweptShare = 0)
        : this(all, options, sweptShare, all.MaximumLoss)
    {
    }

    /// <summary>Plans draws from what is left of the cases when some were removed for the rest of a batch.</summary>
    /// <param name="all">The mass of the cases that are left.</param>
    /// <param name="options">Valid options of the sampling; <see cref="SamplingOptions.Beta"/> is that of the mass.</param>
    /// <param name="sweptShare">The share of the batch's slots that a <see cref="RevisitSweep"/> takes, 0 to 1.</param>
    /// <param name="unseenLoss">The loss at which unseen cases rank: that of the batch's first plan, as the hardest case may be among the removed.</param>
    /// <exception cref="InvalidOperationException">No case can be drawn.</exception>
    public DrawPlan(in HardnessMass all, SamplingOptions options, double sweptShare, double unseenLoss)
    {
        if (all.EligibleCases == 0)
        {
            throw new InvalidOperationException("No case can be drawn: all are quarantined, removed or already in the batch.");
        }

        _all = all;
        _options = options;
        _unseenLoss = unseenLoss;
        _reference = all.ReferenceLoss(unseenLoss);
        _seenMass = all.SeenMass(options.Beta, _reference);
        _totalMass = _seenMass + all.UnseenMass(options.Beta, unseenLoss, _reference);
        _logTotalMass = Math.Log(_totalMass);

        // A slot of the sweep falls on each case in turn: over the steps that is a uniform draw.
        _floor = sweptShare + (1 - sweptShare) * options.MixingFloor;
        FloorProbability = _floor / all.EligibleCases;
    }

    /// <summary>The part of each case's probability that uniform draws give, whether by chance or by a sweep.</summary>
    public double FloorProbability { get; }

    /// <summary>The point, on the mass of all cases, that a slot draws.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="step">The step, 0 or more.</param>
    /// <param name="slot">The slot, 0 or more.</param>
    public DrawPoint PointOf(long seed, long step, int slot)
    {
        var (coin, place) = CounterRandom.FirstDoubles(seed, RandomPurpose.Draw, step, slot);
        return PointAt(coin, place);
    }

    /// <summary>The points that the first slots of a step draw; each is that of <see cref="PointOf"/>.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="step">The step, 0 or more.</param>
    /// <param name="points">Where the points go, by slot.</param>
    public void PointsOf(long seed, long step, Span<DrawPoint> points)
    {
        Span<double> coins = stackalloc double[Siblings.Count], places = stackalloc double[Siblings.Count];
        for (var slot = 0; slot < points.Length; slot += Siblings.Count)
        {
            var (first, second) = CounterRandom.FirstDoublesOfEight(seed, RandomPurpose.Draw, step, slot);
            first.StoreUnsafe(ref coins[0]);
            second.StoreUnsafe(ref places[0]);
            for (var i = 0; i < Siblings.Count && slot + i < points.Length; i++)
            {
                points[slot + i] = PointAt(coins[i], places[i]);
            }
        }
    }

    private DrawPoint PointAt(double coin, double place)
    {
        if (coin < _options.MixingFloor)
        {
            return new DrawPoint(DrawKind.Eligible, Count(place, _all.EligibleCases));
        }

        var mark = place * _totalMass;
        return mark < _seenMass || _all.UnseenCases == 0
            ? new DrawPoint(DrawKind.Seen, mark / _seenMass * _all.ScaledSum)
            : new DrawPoint(DrawKind.Unseen, Count((mark - _seenMass) / (_totalMass - _seenMass), _all.UnseenCases));
    }

    /// <summary>The natural logarithm of the probability with which a slot draws a case; negative infinity for one that must not be drawn.</summary>
    public double LogProbability(CaseRecord record) => record.CanBeDrawn ? LogProbabilityAt(LossOf(record.Loss)) : double.NegativeInfinity;

    /// <summary>What a slot that drew a case hands out.</summary>
    /// <param name="slot">The slot, 0 or more.</param>
    /// <param name="caseIndex">The case.</param>
    /// <param name="loss">The loss on record of the case; NaN where there is none.</param>
    /// <param name="historyStep">The last step whose losses the history holds; -1 at the start.</param>
    public Draw DrawOf(int slot, int caseIndex, double loss, long historyStep)
    {
        var staleLoss = LossOf(loss);
        return new Draw(slot, caseIndex, LogProbabilityAt(staleLoss), staleLoss, historyStep);
    }

    private double LogProbabilityAt(double loss)
    {
        var hardness = HardnessMass.LogRatio(_options.Beta, loss, _reference) - _logTotalMass;
        return _floor == 0 ? hardness : Math.Log((1 - _floor) * Math.Exp(hardness) + FloorProbability);
    }

    private double LossOf(double loss) => double.IsNaN(loss) ? _unseenLoss : loss;

    // A uniform number in [0, 1) as one of count; 2^29 cases leave 24 of its 53 bits, so that the counts differ by less than one part in 10^7.
    private static double Count(double uniform, int count) => Math.Min(Math.Floor(uniform * count), count - 1);
}
