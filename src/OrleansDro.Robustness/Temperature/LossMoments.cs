using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using OrleansDro.Robustness.Numerics;

namespace OrleansDro.Robustness.Temperature;

/// <summary>
/// Sums over the losses L of a set of cases that describe q = softmax(beta * L), at one beta and relative to one reference loss. Those of disjoint sets
/// add up, so that each block of cases is summed where it is stored. The default value is the empty set.
/// </summary>
/// <param name="Count">The number of cases with a finite loss.</param>
/// <param name="Sum">The sum of exp(beta * (L - reference)).</param>
/// <param name="SumOfSquares">The sum of exp(2 * beta * (L - reference)).</param>
/// <param name="FirstMoment">The sum of (L - reference) * exp(beta * (L - reference)), in the unit of the losses: 0 or less.</param>
public readonly record struct LossMoments(int Count, double Sum, double SumOfSquares, double FirstMoment)
{
    // exp(-350) is 1e-152: negligible beside the 1 of the hardest case, and its square is still a normal number.
    private const double SmallestExponent = -350;

    // The sum of so large a difference over all cases is finite.
    private const double LargestGap = 1e298;

    /// <summary>
    /// The effective sample size 1 / (sum of q^2) = Sum^2 / SumOfSquares: 1 to <see cref="Count"/>, the number of cases at beta = 0 and when all losses
    /// are equal; 0 for no case.
    /// </summary>
    public double EffectiveSampleSize => Count == 0 ? 0 : Sum * (Sum / SumOfSquares);

    /// <summary>The probability of a case whose loss is the reference: the largest of all if the reference is the largest loss; 0 if there is no case.</summary>
    public double LargestProbability => Count == 0 ? 0 : 1 / Sum;

    /// <summary>Sums over a block of cases, in a fixed order that does not depend on the processor's vector width.</summary>
    /// <param name="losses">
    /// The loss of each case. A loss that is not finite is skipped: NaN means a case without a loss, negative infinity a case that cannot be drawn.
    /// </param>
    /// <param name="beta">The inverse temperature, 0 or more and finite, in 1 / loss.</param>
    /// <param name="reference">
    /// The largest loss of all blocks that are to be added up, finite; any finite value if there is none. It and beta must be the same for all blocks.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range, or a finite loss is larger than the reference.</exception>
    public static LossMoments Of(ReadOnlySpan<double> losses, double beta, double reference)
    {
        Guard.InverseTemperature(beta);
        Guard.Require(double.IsFinite(reference), reference, "finite");
        var accumulator = new Accumulator(beta, reference, Math.Max(SmallestExponent / Math.Abs(beta), -LargestGap));
        var whole = losses.Length - losses.Length % Vector512<double>.Count;
        foreach (var eight in MemoryMarshal.Cast<double, Vector512<double>>(losses[..whole]))
        {
            accumulator.Add(eight);
        }

        Span<double> rest = stackalloc double[Vector512<double>.Count];
        rest.Fill(double.NaN);
        losses[whole..].CopyTo(rest);
        accumulator.Add(Vector512.Create<double>(rest));
        return accumulator.Total();
    }

    /// <summary>
    /// The moments of two disjoint sets, at the same beta and reference. Addition rounds: add blocks in a fixed order for the same bits.
    /// </summary>
    /// <param name="other">The moments of the other set.</param>
    public LossMoments Add(LossMoments other)
        => new(Count + other.Count, Sum + other.Sum, SumOfSquares + other.SumOfSquares, FirstMoment + other.FirstMoment);

    /// <summary>
    /// KL(q || uniform) = log(Count / Sum) + beta * FirstMoment / Sum, in nats: 0 at beta = 0, toward log(Count / number of hardest cases) as beta grows;
    /// 0 for no case. The reference cancels. Right to about 1e-14 nats.
    /// </summary>
    /// <param name="beta">The inverse temperature of the moments.</param>
    public double KullbackLeibler(double beta) => Count == 0 ? 0 : Math.Max(0, Logarithm.Of(Count / Sum) + beta * (FirstMoment / Sum));

    /// <summary>Eight sums of each kind side by side: case i goes into lane i modulo 8.</summary>
    private ref struct Accumulator(double beta, double reference, double smallestGap)
    {
        private readonly Vector512<double> _beta = Vector512.Create(beta);
        private readonly Vector512<double> _reference = Vector512.Create(reference);
        private readonly Vector512<double> _smallestGap = Vector512.Create(smallestGap);
        private Vector512<double> _sum, _sumOfSquares, _firstMoment;
        private Vector512<long> _count, _exceeds;

        public void Add(Vector512<double> losses)
        {
            var isFinite = Vector512.LessThan(Vector512.Abs(losses), Vector512.Create(double.PositiveInfinity));
            var gap = losses - _reference;
            gap = Vector512.ConditionalSelect(isFinite & Vector512.GreaterThan(gap, _smallestGap), gap, _smallestGap);
            var mass = Exponential.Of(_beta * gap) & isFinite;
            _sum += mass;
            _sumOfSquares += mass * mass;
            _firstMoment += gap * mass;
            _count -= isFinite.AsInt64();
            _exceeds |= Vector512.GreaterThan(gap, Vector512<double>.Zero).AsInt64();
        }

        public readonly LossMoments Total()
        {
            if (_exceeds != Vector512<long>.Zero)
            {
                throw new ArgumentOutOfRangeException(nameof(reference), _reference[0], "The reference must be the largest loss; one is larger.");
            }

            return new((int)Vector512.Sum(_count), InOrder(_sum), InOrder(_sumOfSquares), InOrder(_firstMoment));
        }

        private static double InOrder(Vector512<double> lanes)
            => ((lanes[0] + lanes[1]) + (lanes[2] + lanes[3])) + ((lanes[4] + lanes[5]) + (lanes[6] + lanes[7]));
    }
}
