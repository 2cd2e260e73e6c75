using FsCheck.Xunit;
using OrleansDro.Robustness.History;
using OrleansDro.Robustness.Sampling;

namespace OrleansDro.Robustness.Tests.Sampling;

[Properties(Arbitrary = [typeof(Generators)])]
public sealed class HardnessMassTests
{
    [Fact]
    public void Empty_IsTheDefaultAndTheIdentityOfCombine()
    {
        Assert.Equal(default, HardnessMass.Empty);
        HardnessMass[] masses = [HardnessMass.Empty, HardnessMass.OfUnseen, HardnessMass.OfSeen(-7), HardnessMass.OfSeen(1e12)];
        foreach (var mass in masses)
        {
            Assert.Equal(mass, HardnessMass.Combine(mass, HardnessMass.Empty, 1e4));
            Assert.Equal(mass, HardnessMass.Combine(HardnessMass.Empty, mass, 1e4));
        }
    }

    [Fact]
    public void Of_Record_FollowsItsStatus()
    {
        Assert.Equal(HardnessMass.OfUnseen, HardnessMass.Of(CaseRecord.Unseen));
        Assert.Equal(HardnessMass.OfSeen(2), HardnessMass.Of(CaseRecord.Unseen with { Loss = 2 }));
        Assert.Equal(HardnessMass.OfSeen(3), HardnessMass.Of(new CaseRecord(3, 0, 1, CaseStatus.Seen)));
        Assert.Equal(HardnessMass.Empty, HardnessMass.Of(new CaseRecord(3, 0, 1, CaseStatus.Quarantined)));
        Assert.Equal(HardnessMass.Empty, HardnessMass.Of(CaseRecord.Unseen.Quarantine()));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void OfSeen_LossNotFinite_Throws(double loss)
        => Assert.Throws<ArgumentOutOfRangeException>(() => HardnessMass.OfSeen(loss));

    [Property]
    public void Combine_AnyOrder_HasTheLogSumExpOfTheLosses(LossVector losses, Beta beta)
    {
        var leaves = losses.Values.Select(HardnessMass.OfSeen).ToArray();
        var expected = Exact.LogSumExp(losses.Values, beta.Value);
        var forward = leaves.Aggregate(HardnessMass.Empty, (sum, leaf) => HardnessMass.Combine(sum, leaf, beta.Value));
        var backward = leaves.Reverse().Aggregate(HardnessMass.Empty, (sum, leaf) => HardnessMass.Combine(leaf, sum, beta.Value));
        foreach (var mass in new[] { forward, backward })
        {
            Assert.Equal(expected, mass.LogMass(beta.Value, 0), 1e-12 * (1 + Math.Abs(expected)));
            Assert.Equal(losses.Values.Max(), mass.MaximumLoss);
            Assert.InRange(mass.ScaledSum, 1, leaves.Length * (1 + 1e-12));
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
    public void Combine_ExtremeScales_StaysExact(double beta, double scale)
    {
        var mass = HardnessMass.Combine(HardnessMass.OfSeen(scale), HardnessMass.OfSeen(-scale), beta);
        Assert.Equal(scale, mass.MaximumLoss);
        var ratio = beta == 0 ? 1 : Math.Exp(beta * -2 * scale);
        Assert.Equal(1 + ratio, mass.ScaledSum);
        Assert.Equal(mass, HardnessMass.Combine(HardnessMass.OfSeen(-scale), HardnessMass.OfSeen(scale), beta));
    }

    [Fact]
    public void LogMass_UnseenCases_RankAtTheGivenLoss()
    {
        var mass = new[] { HardnessMass.OfUnseen, HardnessMass.OfSeen(1), HardnessMass.OfUnseen }
            .Aggregate((left, right) => HardnessMass.Combine(left, right, 2));
        Assert.Equal(new HardnessMass(1, 1, 1, 2), mass);
        Assert.Equal(3, mass.EligibleCases);
        Assert.Equal(Exact.LogSumExp([1, 5, 5], 2), mass.LogMass(2, 5), 1e-12);
        Assert.Equal(Exact.LogSumExp([1, -5, -5], 2), mass.LogMass(2, -5), 1e-12);
    }

    [Fact]
    public void LogMass_NothingSeen_CountsTheCases()
    {
        var mass = HardnessMass.Combine(HardnessMass.OfUnseen, HardnessMass.OfUnseen, 10);
        Assert.Equal(Math.Log(2), mass.LogMass(10, 0), 1e-15);
        Assert.Equal(double.NegativeInfinity, HardnessMass.Empty.LogMass(10, 0));
    }

    [Fact]
    public void LogMass_ShardsOfUnevenSize_FactoriseTheGlobalDistribution()
    {
        double[] losses = [0.1, 2.0, 0.7, 1.1, 0.0, 3.0, 2.2, 0.4];
        const double Beta = 4;
        var q = Exact.Softmax(losses, Beta);
        double[][] shards = [losses[..3], losses[3..5], losses[5..]];
        var masses = shards.Select(shard => shard.Select(HardnessMass.OfSeen).Aggregate((left, right) => HardnessMass.Combine(left, right, Beta))).ToArray();
        var whole = masses.Aggregate((left, right) => HardnessMass.Combine(left, right, Beta)).LogMass(Beta, 0);
        var factored = shards.Zip(masses).SelectMany(pair => Exact.Softmax(pair.First, Beta).Select(p => p * Math.Exp(pair.Second.LogMass(Beta, 0) - whole)));
        Assert.All(factored.Zip(q), pair => Assert.Equal(pair.Second, pair.First, 1e-15));
    }
}
