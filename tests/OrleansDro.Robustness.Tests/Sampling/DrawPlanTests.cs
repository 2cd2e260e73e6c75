using OrleansDro.Robustness.History;
using OrleansDro.Robustness.Sampling;

namespace OrleansDro.Robustness.Tests.Sampling;

public sealed class DrawPlanTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(0.3)]
    public void LogProbability_SeenUnseenAndQuarantined_SumToOne(double floor)
    {
        var options = new SamplingOptions { Beta = 2, MixingFloor = floor };
        CaseRecord[] records = [Seen(0.5), CaseRecord.Unseen, Seen(1.5), Seen(9).Quarantine(), CaseRecord.Unseen];
        var plan = new DrawPlan(MassOf(records, options.Beta), options);

        // Unseen cases rank with the hardest seen one.
        var q = Exact.Softmax([0.5, 1.5, 1.5, 1.5], 2);
        double[] expected = [q[0], q[1], q[2], 0, q[3]];
        for (var i = 0; i < records.Length; i++)
        {
            var mixed = i == 3 ? 0 : (1 - floor) * expected[i] + floor / 4;
            Assert.Equal(mixed, Math.Exp(plan.LogProbability(records[i])), 1e-15);
        }

        Assert.Equal(floor / 4, plan.FloorProbability);
    }

    [Theory]
    [InlineData(1e12, 1e4)]
    [InlineData(1e-12, 1e4)]
    [InlineData(1.7e308, 1e4)]
    [InlineData(1.7e308, 0)]
    public void LogProbability_ExtremeScales_IsExact(double scale, double beta)
    {
        var options = new SamplingOptions { Beta = beta };
        CaseRecord[] records = [Seen(scale), Seen(scale), Seen(-scale)];
        var plan = new DrawPlan(MassOf(records, beta), options);
        var difference = beta * Math.Max(-2 * scale, -double.MaxValue);
        var normalizer = Math.Log(2 + Math.Exp(difference));
        Assert.Equal(-normalizer, plan.LogProbability(records[0]), 1e-15);
        Assert.Equal(difference - normalizer, plan.LogProbability(records[2]), 1e-15 * Math.Abs(difference));
    }

    [Fact]
    public void PointOf_MoreCasesThanAFloatHasSteps_FallsOnEachEquallyOften()
    {
        // All 2^29 cases weigh 1: where a point lies is the case. A draw from fewer bits leaves out whole residues.
        const int Points = 8192, Residues = 64;
        var plan = new DrawPlan(new HardnessMass(0, 1 << 29, 1 << 29, 0), new SamplingOptions { Beta = 0 });
        var counts = new int[Residues];
        for (var slot = 0; slot < Points; slot++)
        {
            counts[(int)plan.PointOf(1, 2, slot).Offset % Residues]++;
        }

        ChiSquare.AssertFits(counts, [.. Enumerable.Repeat(1.0 / Residues, Residues)]);
    }

    [Fact]
    public void LogProbability_HardestRemoved_KeepsTheRankOfTheUnseen()
    {
        // As the batch began the hardest case had a loss of 3; the unseen case still ranks there when the hardest is gone.
        CaseRecord[] left = [Seen(1), CaseRecord.Unseen];
        var plan = new DrawPlan(new SoftmaxDistribution(MassOf(left, 1), 1, unseenLoss: 3), mixingFloor: 0, revisitShare: 0);
        var q = Exact.Softmax([1, 3], 1);
        Assert.Equal(Math.Log(q[0]), plan.LogProbability(left[0]), 1e-15);
        Assert.Equal(Math.Log(q[1]), plan.LogProbability(left[1]), 1e-15);
        Assert.Equal(3, plan.DrawOf(0, new LocatedCase(1, left[1].Loss), 5).StaleLoss);
    }

    [Fact]
    public void LogProbability_AllHardCasesRemoved_RescalesToWhatIsLeft()
    {
        // Far below the rank of the unseen, the two easy cases would have no mass at all.
        CaseRecord[] left = [Seen(1), Seen(1)];
        var plan = new DrawPlan(new SoftmaxDistribution(MassOf(left, 100), 100, unseenLoss: 1e6), mixingFloor: 0, revisitShare: 0);
        Assert.Equal(Math.Log(0.5), plan.LogProbability(left[0]), 1e-15);
        Assert.Equal(DrawKind.Seen, plan.PointOf(1, 0, 0).Kind);
    }

    [Fact]
    public void PointOf_MixedRoot_ChoosesTheKindsByTheirMass()
    {
        const double Floor = 0.2;
        var options = new SamplingOptions { Beta = 1, MixingFloor = Floor };
        CaseRecord[] records = [Seen(0), Seen(1), CaseRecord.Unseen];
        var plan = new DrawPlan(MassOf(records, 1), options);
        var counts = new int[3];
        for (var slot = 0; slot < 50_000; slot++)
        {
            counts[(int)plan.PointOf(1, 0, slot).Kind]++;
        }

        var unseen = Exact.Softmax([0, 1, 1], 1)[2];
        ChiSquare.AssertFits(counts, [(1 - Floor) * (1 - unseen), (1 - Floor) * unseen, Floor]);
    }

    [Fact]
    public void PointOf_AnyCaller_IsAFunctionOfSeedStepAndSlot()
    {
        var options = new SamplingOptions();
        var root = MassOf([Seen(0), Seen(0.1), Seen(0.2)], options.Beta);
        var point = new DrawPlan(root, options).PointOf(1, 2, 3);
        Assert.Equal(point, new DrawPlan(root, options).PointOf(1, 2, 3));
        Assert.NotEqual(point, new DrawPlan(root, options).PointOf(2, 2, 3));
        Assert.NotEqual(point, new DrawPlan(root, options).PointOf(1, 3, 3));
        Assert.NotEqual(point, new DrawPlan(root, options).PointOf(1, 2, 4));
    }

    [Fact]
    public void DrawOf_NothingSeen_HasAStaleLossOfZero()
    {
        var options = new SamplingOptions();
        var plan = new DrawPlan(MassOf([CaseRecord.Unseen, CaseRecord.Unseen], 10), options);
        Assert.Equal(new Draw(4, 1, Math.Log(0.5), 0, -1), plan.DrawOf(4, new LocatedCase(1, double.NaN), -1) with { LogProbability = Math.Log(0.5) });
        Assert.Equal(Math.Log(0.5), plan.LogProbability(CaseRecord.Unseen), 1e-15);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.3)]
    public void LogProbability_RevisitShare_CountsAsAFloor(double floor)
    {
        const double Swept = 0.25;
        var options = new SamplingOptions { Beta = 2, MixingFloor = floor };
        CaseRecord[] records = [Seen(0.5), Seen(1.5), Seen(9).Quarantine()];
        var plan = new DrawPlan(MassOf(records, options.Beta), options, Swept);
        var q = Exact.Softmax([0.5, 1.5], 2);
        for (var i = 0; i < 2; i++)
        {
            Assert.Equal(Swept / 2 + (1 - Swept) * ((1 - floor) * q[i] + floor / 2), Math.Exp(plan.LogProbability(records[i])), 1e-15);
        }

        Assert.Equal((Swept + (1 - Swept) * floor) / 2, plan.FloorProbability, 1e-16);
        Assert.Equal(double.NegativeInfinity, plan.LogProbability(records[2]));
    }

    [Fact]
    public void Constructor_NoEligibleCase_Throws()
        => Assert.Throws<InvalidOperationException>(() => new DrawPlan(HardnessMass.Empty, new SamplingOptions()));

    private static CaseRecord Seen(double loss) => new(loss, 0, 1, CaseStatus.Seen);

    private static HardnessMass MassOf(CaseRecord[] records, double beta)
        => new HardnessIndex(new CaseHistory(records), beta).Mass;
}
