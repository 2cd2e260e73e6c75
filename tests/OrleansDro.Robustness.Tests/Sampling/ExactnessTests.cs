using OrleansDro.Robustness.History;
using OrleansDro.Robustness.Sampling;

namespace OrleansDro.Robustness.Tests.Sampling;

/// <summary>What stays exact whatever the scale of the losses, and however often and far they change.</summary>
public sealed class ExactnessTests
{
    private const long Seed = 11;

    // Below it a double loses its precision.
    private const double SmallestProbability = 1e-300;

    public static MatrixTheoryData<double, double> Scales { get; } = new([0, 1e-12, 1, 1e4], [1e-12, 1e-6, 1e-3, 1, 1e3, 1e6, 1e12]);

    public static MatrixTheoryData<double, double> Shifts { get; } = new([0, 1e-12, 1, 100, 1e4], [1e-12, 1e-6, 1e-3, 1, 1e3, 1e6, 1e9, 1e12]);

    [Theory]
    [MemberData(nameof(Scales))]
    public void LogProbability_LossesOfAnyScale_IsExact(double beta, double scale)
    {
        var random = new Random(1);
        AssertExact(beta, [.. Enumerable.Range(0, 700).Select(_ => scale * (random.NextDouble() - 0.5))]);
        AssertExact(beta, [.. Enumerable.Range(0, 700).Select(_ => scale * Math.Pow(10, -24 * random.NextDouble()))]);
        AssertExact(beta, [scale]);
    }

    [Theory]
    [MemberData(nameof(Shifts))]
    public void LogProbability_AllLossesShifted_IsExactAndUnchangedUpToTheirRounding(double beta, double shift)
    {
        var random = new Random(2);
        var losses = Enumerable.Range(0, 300).Select(_ => 4 * random.NextDouble()).ToArray();
        var before = Precise.Softmax(losses, beta);
        foreach (var by in new[] { shift, -shift })
        {
            var shifted = losses.Select(loss => loss + by).ToArray();
            var sampler = AssertExact(beta, shifted);

            // A loss is rounded by at most half a unit in the last place, of which q depends on the difference of two.
            var rounding = beta * Math.BitIncrement(4 + shift) - beta * (4 + shift);
            for (var i = 0; i < losses.Length; i++)
            {
                if (before[i] > SmallestProbability)
                {
                    Assert.Equal(Math.Log(before[i]), sampler.LogProbability(i), 2 * rounding + 1e-12);
                }
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(1e4)]
    public void Draw_AllLossesShiftedWithoutRounding_DrawsTheSameCases(double beta)
    {
        // Losses of 12 bits behind the point have room for 40 before it. One after the other, on one sampler: nothing is left over from before.
        var random = new Random(3);
        var losses = Enumerable.Range(0, 1000).Select(_ => random.Next(1 << 14) / 4096.0).ToArray();
        var sampler = new HardnessSampler(losses.Length, new SamplingOptions { Beta = beta }, Seed);
        sampler.Load(losses, 0);
        var expected = sampler.Draw(1, 2000).Draws;
        for (var bits = -12; bits <= 40; bits++)
        {
            foreach (var by in new[] { Math.ScaleB(1, bits), -Math.ScaleB(1, bits) })
            {
                sampler.Load([.. losses.Select(loss => loss + by)], 0);
                Assert.Equal(losses.Length, sampler.Mass.SeenCases);
                Assert.Equal(
                    expected.Select(draw => (draw.Case, Math.Round(draw.LogProbability, 9), draw.StaleLoss + by)),
                    sampler.Draw(1, 2000).Draws.Select(draw => (draw.Case, Math.Round(draw.LogProbability, 9), draw.StaleLoss)));
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1e-12)]
    [InlineData(1)]
    [InlineData(1e4)]
    [InlineData(1.7e308)]
    public void LogProbability_LargestAndSmallestLosses_IsDefinedAndExact(double beta)
    {
        double[][] all =
        [
            [1e12, -1e12, 1e12, 0],
            [1.7e308, -1.7e308, 1.7e308, double.MaxValue, -double.MaxValue],
            [-1.7e308, -1.7e308],
            [-double.MaxValue, -double.MaxValue, -double.MaxValue],
            [double.Epsilon, -double.Epsilon, 0, -0.0, 1e-310],
        ];
        foreach (var losses in all)
        {
            var sampler = AssertExact(beta, losses);
            var q = Precise.Softmax(losses, beta);
            Assert.All(sampler.Draw(3, 500).Draws, draw => Assert.True(q[draw.Case] > 0, $"case {draw.Case} of {string.Join(" ", losses)}"));
        }
    }

    [Fact]
    public void Mass_AHundredMillionUpdatesWhileAllLossesRiseAndFall_StaysExact()
    {
        const int Cases = 1 << 17, Batch = 256;
        const double Beta = 10;
        var random = new Random(4);
        var losses = new double[Cases];
        var history = CaseHistory.OfLosses(losses, 0);
        var index = new HardnessIndex(history, Beta);
        var (changed, fresh) = (new int[Batch], new double[Batch]);

        // Where the losses lie, and how many updates there are; 25 for each case leave about none where it was.
        (double Level, int Updates)[] phases =
        [
            (0, 20_000_000), (1e12, 1_000_000), (-1e12, 14_000_000), (1e-12, 5_000_000), (-1e6, 14_000_000), (700, 5_000_000), (1e9, 5_000_000), (-1e9, 13_000_000), (3, 23_000_000),
        ];
        var updates = 0;
        foreach (var (level, count) in phases)
        {
            for (var done = 0; done < count; done += Batch)
            {
                for (var i = 0; i < Batch; i++)
                {
                    changed[i] = random.Next(Cases);
                    fresh[i] = level + random.NextDouble();
                    losses[changed[i]] = fresh[i];
                }

                history.Credit(1 + (updates / Batch), changed, fresh, 0);
                index.Refresh(changed);
                updates += Batch;
            }

            // Not a bit is off that of an index which never saw an update.
            Assert.Equal(new HardnessIndex(CaseHistory.OfLosses(losses, 0), Beta).Mass, index.Mass);
        }

        Assert.InRange(updates, 100_000_000, int.MaxValue);
        Assert.Equal(losses.Max(), index.Mass.MaximumLoss);
        var exact = Precise.ScaledSum(losses, Beta, new MassScale(Beta).ExponentOf(index.Mass.MaximumLoss));
        Assert.InRange(index.Mass.ScaledSum / exact - 1, -1e-12, 1e-12);
    }

    [Theory]
    [InlineData(0, 1e12)]
    [InlineData(10, 1e-12)]
    [InlineData(10, 1)]
    [InlineData(10, 1e12)]
    [InlineData(1e4, -1e12)]
    public void Mass_LossesAtAnyLevel_IsTheExactSum(double beta, double level)
    {
        var random = new Random(5);
        double[] losses = [.. Enumerable.Range(0, 5000).Select(_ => level * (1 + random.NextDouble() / 1024))];
        var mass = new HardnessIndex(CaseHistory.OfLosses(losses, 0), beta).Mass;
        var exact = Precise.ScaledSum(losses, beta, new MassScale(beta).ExponentOf(mass.MaximumLoss));
        Assert.InRange(mass.ScaledSum / exact - 1, -1e-13, 1e-13);
    }

    private static HardnessSampler AssertExact(double beta, double[] losses)
    {
        var sampler = new HardnessSampler(losses.Length, new SamplingOptions { Beta = beta }, Seed);
        sampler.Load(losses, 0);
        Assert.Equal(losses.Length, sampler.Mass.SeenCases);
        var q = Precise.Softmax(losses, beta);
        var sum = 0.0;
        for (var i = 0; i < losses.Length; i++)
        {
            var actual = Math.Exp(sampler.LogProbability(i));
            sum += actual;
            Assert.Equal(q[i], actual, Math.Max(1e-12 * q[i], SmallestProbability));
        }

        Assert.Equal(1, sum, 1e-12);
        return sampler;
    }
}
