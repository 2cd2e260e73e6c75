using System.Diagnostics.CodeAnalysis;
using System.Runtime.Intrinsics;
using OrleansDro.Robustness.History;
using OrleansDro.Robustness.Randomness;

namespace OrleansDro.Robustness.Sampling;

/// <summary>
/// How the slots of a batch draw from the distribution of an objective, with a mixing floor and a revisit sweep: where the point of a slot lies, and with
/// what probability it reaches a case. If a share f of the draws is uniform, by chance or by the revisit sweep, the probability of a case is
/// (1 - f) * q + f / n.
/// </summary>
public sealed class DrawPlan
{
    private readonly double _mixingFloor, _floor;
    private ICaseDistribution _distribution;

    /// <summary>Plans draws with q = softmax(beta * loss) over all cases.</summary>
    /// <param name="all">The mass of all cases.</param>
    /// <param name="options">Valid options of the sampling; <see cref="SamplingOptions.Beta"/> is that of the mass.</param>
    /// <param name="revisitShare">The share of the batch's slots that a <see cref="RevisitSweep"/> takes, 0 to 1.</param>
    /// <exception cref="InvalidOperationException">No case can be drawn.</exception>
    public DrawPlan(in HardnessMass all, SamplingOptions options, double revisitShare = 0)
        : this(new SoftmaxDistribution(all, options.Beta, all.MaximumLoss), options.MixingFloor, revisitShare)
    {
    }

    /// <summary>Plans draws from any distribution.</summary>
    /// <param name="distribution">The distribution.</param>
    /// <param name="mixingFloor">The share of the other slots' draws that are uniform, in [0, 1).</param>
    /// <param name="revisitShare">The share of the batch's slots that a <see cref="RevisitSweep"/> takes, 0 to 1.</param>
    /// <exception cref="InvalidOperationException">No case can be drawn.</exception>
    public DrawPlan(ICaseDistribution distribution, double mixingFloor, double revisitShare)
    {
        // A slot of the revisit sweep visits each case in turn, which is a uniform draw over the steps.
        (_mixingFloor, _floor) = (mixingFloor, revisitShare + (1 - revisitShare) * mixingFloor);
        DrawFrom(distribution);
    }

    /// <summary>The part of each case's probability that uniform draws give, by chance or by a revisit sweep.</summary>
    public double FloorProbability { get; private set; }

    /// <summary>The point, on the line of all cases, that a slot draws.</summary>
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
    /// <param name="points">Receives the points, by slot.</param>
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

    /// <summary>The natural logarithm of the probability with which a slot draws a case; negative infinity for one that must not be drawn.</summary>
    public double LogProbability(CaseRecord record) => record.CanBeDrawn ? LogProbabilityAt(RankOf(record.Loss)) : double.NegativeInfinity;

    /// <summary>The draw of a slot that drew a case.</summary>
    /// <param name="slot">The slot, 0 or more.</param>
    /// <param name="drawn">The case.</param>
    /// <param name="historyStep">The last step whose losses the history holds; -1 at the start.</param>
    public Draw DrawOf(int slot, LocatedCase drawn, long historyStep)
    {
        var staleLoss = RankOf(drawn.Loss);
        return new Draw(slot, drawn.Case, LogProbabilityAt(staleLoss), staleLoss, historyStep);
    }

    /// <summary>Uses another distribution from now on: that of the remaining cases after a slot has drawn one without replacement.</summary>
    /// <param name="distribution">The distribution.</param>
    /// <exception cref="InvalidOperationException">No case can be drawn.</exception>
    [MemberNotNull(nameof(_distribution))]
    internal void DrawFrom(ICaseDistribution distribution)
    {
        if (distribution.EligibleCases == 0)
        {
            throw new InvalidOperationException("No case can be drawn: all are quarantined, removed or already in the batch.");
        }

        _distribution = distribution;
        FloorProbability = _floor / distribution.EligibleCases;
    }

    private DrawPoint PointAt(double coin, double place) => coin < _mixingFloor
        ? DrawPoint.OfCount(DrawKind.Eligible, place, _distribution.EligibleCases)
        : _distribution.PointAt(place);

    private double LogProbabilityAt(double loss)
    {
        var logProbability = _distribution.LogProbability(loss);
        return _floor == 0 ? logProbability : Math.Log((1 - _floor) * Math.Exp(logProbability) + FloorProbability);
    }

    private double RankOf(double loss) => double.IsNaN(loss) ? _distribution.UnseenLoss : loss;
}
