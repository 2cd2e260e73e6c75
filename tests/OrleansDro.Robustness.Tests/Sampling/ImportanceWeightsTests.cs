using FsCheck.Xunit;
using OrleansDro.Robustness.Sampling;

namespace OrleansDro.Robustness.Tests.Sampling;

[Properties(Arbitrary = [typeof(Generators)])]
public sealed class ImportanceWeightsTests
{
    private static readonly double[] Fresh = [0.2, 0.9, 0.4, 1.5];
    private static readonly Draw[] UniformDraws = [.. Enumerable.Range(0, 4).Select(i => new Draw(i, i, Math.Log(0.25), 2, -1))];

    [Fact]
    public void Compute_GoldenUnclipped_ReproducesTheFreshDistribution()
    {
        var (weights, clipped) = Compute(UniformDraws, Fresh, Options(3, 0, 1e6));
        double[] golden = [0.004517, 0.036883, 0.00823, 0.22313];
        Assert.All(weights.Zip(golden), pair => Assert.Equal(pair.Second, pair.First, 1e-6));
        Assert.Equal(0.06818991388532561, weights.Average(), 1e-15);
        Assert.Equal(new ClippedWeights(0, 0), clipped);
        ImportanceWeights.SelfNormalize(weights);
        double[] fresh = [0.016559, 0.135222, 0.030172, 0.818047];
        Assert.All(weights.Zip(fresh), pair => Assert.Equal(pair.Second, pair.First / 4, 1e-6));
    }

    [Fact]
    public void Compute_GoldenClipped_IsBiasedAndCounted()
    {
        var (weights, clipped) = Compute(UniformDraws, Fresh, Options(3, 0.1, 10));
        Assert.Equal(new ClippedWeights(3, 0), clipped);
        ImportanceWeights.SelfNormalize(weights);
        double[] golden = [0.191157, 0.191157, 0.191157, 0.426529];
        Assert.All(weights.Zip(golden), pair => Assert.Equal(pair.Second, pair.First / 4, 1e-6));
        Assert.Equal(new ClippedWeights(0, 1), Compute([UniformDraws[0]], [9], Options(3, 0.1, 10)).Clipped);
    }

    [Property]
    public void Compute_UnclippedAnyStaleness_IsUnbiasedUpToAFactor(LossVector stale, int seed)
    {
        var losses = stale.Values.Select(loss => loss / stale.Values.Max(Math.Abs)).Select(loss => double.IsNaN(loss) ? 0 : loss).ToArray();
        var random = new Random(seed);
        var fresh = losses.Select(loss => loss + random.NextDouble() - 0.5).ToArray();
        const double Beta = 5;
        var q = Exact.Softmax(losses, Beta);
        var draws = q.Select((p, i) => new Draw(i, i, Math.Log(p), losses[i], 0)).ToArray();
        var (weights, _) = Compute(draws, fresh, Options(Beta, 0, 1e9));
        var expectation = q.Zip(weights, (p, w) => p * w).ToArray();
        var target = Exact.Softmax(fresh, Beta);
        Assert.All(expectation.Zip(target), pair => Assert.Equal(pair.Second, pair.First / expectation.Sum(), 1e-9));
    }

    [Fact]
    public void Compute_MixingFloor_KeepsTheFloorAndCorrectsTheRest()
    {
        const double Beta = 2, Floor = 0.05;
        const double Probability = 0.25;
        var draw = new Draw(0, 0, Math.Log(Probability), 1, 0);
        var (weights, _) = Compute([draw], [1.5], Options(Beta, 0, 1e6), Floor);
        Assert.Equal(((Probability - Floor) * Math.Exp(Beta * 0.5) + Floor) / Probability, weights[0], 1e-14);
    }

    [Fact]
    public void Compute_CaseDrawnByTheFloorAlone_HasAWeightOfOne()
    {
        var draw = new Draw(0, 0, Math.Log(0.05), -1000, 0);
        Assert.Equal(1, Compute([draw], [1000], Options(100, 0, 1e6), Math.Exp(Math.Log(0.05))).Weights[0]);
    }

    [Fact]
    public void Compute_Momentum_DampsTheExponent()
    {
        var options = Options(3, 0, 1e6) with { Momentum = 0.5 };
        Assert.Equal(Math.Exp(3 * 0.5 * (1.5 - 2)), Compute([UniformDraws[0]], [1.5], options).Weights[0], 1e-15);
    }

    [Theory]
    [InlineData(1e12, 0, 10)]
    [InlineData(-1e12, 0, 0.1)]
    [InlineData(1.7e308, -1.7e308, 10)]
    [InlineData(-1.7e308, 1.7e308, 0.1)]
    public void Compute_ExtremeLosses_StaysInsideTheClip(double fresh, double stale, double expected)
    {
        foreach (var floor in new[] { 0, 1e-300, 0.01 })
        {
            var draw = new Draw(0, 0, Math.Log(0.01 + 1e-12), stale, 0);
            var weight = Compute([draw], [fresh], Options(1e4, 0.1, 10), floor).Weights[0];
            Assert.True(weight == expected || (floor == 0.01 && weight is >= 0.1 and <= 10), $"weight {weight} at floor {floor}");
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Compute_LossNotFinite_HasNoWeightAndCountsAsUnclipped(bool enabled)
    {
        var options = Options(3, 0.1, 10) with { ImportanceWeighting = new() { Enabled = enabled } };
        foreach (var poison in new[] { double.NaN, double.PositiveInfinity, double.NegativeInfinity })
        {
            var (weights, clipped) = Compute([UniformDraws[0]], [poison], options);
            Assert.Equal([0.0], weights);
            Assert.Equal(new ClippedWeights(0, 0), clipped);
        }
    }

    [Fact]
    public void Compute_NotEnabled_GivesOne()
        => Assert.Equal([1, 1, 1, 1], Compute(UniformDraws, Fresh, new SamplingOptions()).Weights);

    [Fact]
    public void Compute_LengthsDiffer_Throws()
        => Assert.Throws<ArgumentException>(() => ImportanceWeights.Compute(UniformDraws, [1], 0, new SamplingOptions(), new double[4]));

    [Fact]
    public void SelfNormalize_AllZero_StaysZero()
    {
        double[] weights = [0, 0];
        ImportanceWeights.SelfNormalize(weights);
        Assert.Equal([0, 0], weights);
    }

    private static SamplingOptions Options(double beta, double minimum, double maximum)
        => new() { Beta = beta, ImportanceWeighting = new() { Enabled = true, Minimum = minimum, Maximum = maximum } };

    private static (double[] Weights, ClippedWeights Clipped) Compute(Draw[] draws, double[] fresh, SamplingOptions options, double floor = 0)
    {
        var weights = new double[draws.Length];
        var clipped = ImportanceWeights.Compute(draws, fresh, floor, options, weights);
        return (weights, clipped);
    }
}
