using FsCheck.Xunit;
using OrleansDro.Robustness.History;
using OrleansDro.Robustness.Sampling;

namespace OrleansDro.Robustness.Tests.Sampling;

[Properties(Arbitrary = [typeof(Generators)])]
public sealed class HardnessMassTests
{
    private const double Beta = 3;

    [Fact]
    public void Empty_IsTheDefaultAndAddsNothing()
    {
        Assert.Equal(default, HardnessMass.Empty);
        HardnessMass[] masses = [HardnessMass.Empty, HardnessMass.OfUnseen, HardnessMass.OfSeen(-7, 1e4), HardnessMass.OfSeen(1e12, 1e4)];
        foreach (var mass in masses)
        {
            Assert.Equal(mass, SumOf(1e4, mass, HardnessMass.Empty));
            Assert.Equal(mass, SumOf(1e4, HardnessMass.Empty, mass));
            Assert.Equal(mass, SumOf(1e4, [mass, .. new HardnessMass[100]]));
        }
    }

    [Fact]
    public void Of_Record_FollowsItsStatus()
    {
        Assert.Equal(HardnessMass.OfUnseen, HardnessMass.Of(CaseRecord.Unseen, Beta));
        Assert.Equal(HardnessMass.OfSeen(2, Beta), HardnessMass.Of(CaseRecord.Unseen with { Loss = 2 }, Beta));
        Assert.Equal(HardnessMass.OfSeen(3, Beta), HardnessMass.Of(new CaseRecord(3, 0, 1, CaseStatus.Seen), Beta));
        Assert.Equal(HardnessMass.Empty, HardnessMass.Of(new CaseRecord(3, 0, 1, CaseStatus.Quarantined), Beta));
        Assert.Equal(HardnessMass.Empty, HardnessMass.Of(new CaseRecord(3, 0, 1, CaseStatus.Removed), Beta));
        Assert.Equal(HardnessMass.Empty, HardnessMass.Of(CaseRecord.Unseen.Quarantine(), Beta));
        Assert.Equal(HardnessMass.Empty, HardnessMass.Of(CaseRecord.Unseen.Remove(), Beta));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void OfSeen_LossNotFinite_Throws(double loss)
        => Assert.Throws<ArgumentOutOfRangeException>(() => HardnessMass.OfSeen(loss, Beta));

    [Property]
    public void Sum_AnyOrder_HasTheLogSumExpOfTheLosses(LossVector losses, Beta beta)
    {
        var leaves = losses.Values.Select(loss => HardnessMass.OfSeen(loss, beta.Value)).ToArray();
        var expected = Exact.LogSumExp(losses.Values, beta.Value);
        foreach (var mass in new[] { SumOf(beta.Value, leaves), SumOf(beta.Value, [.. leaves.Reverse()]) })
        {
            Assert.Equal(expected, mass.LogMass(beta.Value, 0), 1e-12 * (1 + Math.Abs(expected)));
            Assert.Equal(losses.Values.Max(), mass.MaximumLoss);

            // Its largest term is within half a power of two of 1.
            Assert.InRange(mass.ScaledSum, Math.Sqrt(0.5) * (1 - 1e-12), leaves.Length * Math.Sqrt(2) * (1 + 1e-12));
            Assert.Equal(leaves.Length, mass.SeenCases);
        }
    }

    [Theory]
    [InlineData(1e4, 1e12)]
    [InlineData(1e4, 1e-12)]
    [InlineData(1e-12, 1e12)]
    [InlineData(0, 1e12)]
    [InlineData(1e4, 1.7e308)]
    [InlineData(0, 1.7e308)]
    [InlineData(1e4, double.Epsilon)]
    [InlineData(1.7e308, double.Epsilon)]
    [InlineData(1.7e308, 1.7e308)]
    public void Sum_ExtremeScales_StaysExact(double beta, double scale)
    {
        var (hard, easy) = (HardnessMass.OfSeen(scale, beta), HardnessMass.OfSeen(-scale, beta));
        var mass = SumOf(beta, hard, easy);
        Assert.Equal(scale, mass.MaximumLoss);
        var ratio = beta == 0 ? 1 : Math.Exp(beta * (-2 * scale));
        Assert.Equal(1 + ratio, mass.ScaledSum / hard.ScaledSum, 1e-15);
        Assert.Equal(mass, SumOf(beta, easy, hard));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1e-12)]
    [InlineData(1)]
    [InlineData(1e4)]
    [InlineData(1.7e308)]
    public void OfSeen_LossOfZero_HasAMassOfOne(double beta)
        => Assert.Equal(new HardnessMass(0, 1, 1, 0), HardnessMass.OfSeen(0, beta));

    [Fact]
    public void LogMass_UnseenCases_RankAtTheGivenLoss()
    {
        var mass = SumOf(2, HardnessMass.OfUnseen, HardnessMass.OfSeen(1, 2), HardnessMass.OfUnseen);
        Assert.Equal(HardnessMass.OfSeen(1, 2) with { UnseenCases = 2 }, mass);
        Assert.Equal(3, mass.EligibleCases);
        Assert.Equal(Exact.LogSumExp([1, 5, 5], 2), mass.LogMass(2, 5), 1e-12);
        Assert.Equal(Exact.LogSumExp([1, -5, -5], 2), mass.LogMass(2, -5), 1e-12);
    }

    [Fact]
    public void LogMass_NothingSeen_CountsTheCases()
    {
        var mass = SumOf(10, HardnessMass.OfUnseen, HardnessMass.OfUnseen);
        Assert.Equal(Math.Log(2), mass.LogMass(10, 0), 1e-15);
        Assert.Equal(double.NegativeInfinity, HardnessMass.Empty.LogMass(10, 0));
    }

    [Fact]
    public void LogMass_ShardsOfUnevenSize_FactoriseTheGlobalDistribution()
    {
        double[] losses = [0.1, 2.0, 0.7, 1.1, 0.0, 3.0, 2.2, 0.4];
        const double Steep = 4;
        var q = Exact.Softmax(losses, Steep);
        double[][] shards = [losses[..3], losses[3..5], losses[5..]];
        var masses = shards.Select(shard => SumOf(Steep, [.. shard.Select(loss => HardnessMass.OfSeen(loss, Steep))])).ToArray();
        var whole = SumOf(Steep, masses).LogMass(Steep, 0);
        var factored = shards.Zip(masses).SelectMany(pair => Exact.Softmax(pair.First, Steep).Select(p => p * Math.Exp(pair.Second.LogMass(Steep, 0) - whole)));
        Assert.All(factored.Zip(q), pair => Assert.Equal(pair.Second, pair.First, 1e-15));
    }

    private static HardnessMass SumOf(double beta, params HardnessMass[] masses)
    {
        var tree = new HardnessTree(masses.Length, beta);
        tree.Load(masses);
        return tree.Root;
    }
}
