using FsCheck.Xunit;
using OrleansDro.Robustness.History;
using OrleansDro.Robustness.Sampling;

namespace OrleansDro.Robustness.Tests.Sampling;

[Properties(Arbitrary = [typeof(Generators)])]
public sealed class HardnessSamplerTests
{
    private const long Seed = 20260729;
    private static readonly double[] Ramp = [0, 1, 2, 3];

    /// <summary>Batch size, mixing floor, and in how many shards the cases lie.</summary>
    public static MatrixTheoryData<int, double, int> Layouts { get; } = new([1, 2, 256], [0, 0.1], [1, 3, 8]);

    [Theory]
    [MemberData(nameof(Layouts))]
    public void Draw_WithReplacement_FollowsTheExactDistributionThroughoutARun(int batchSize, double floor, int shards)
    {
        var options = new SamplingOptions { Beta = 2, MixingFloor = floor, Momentum = 0.25 };
        var sampler = new HardnessSampler(61, options, Seed);
        sampler.Quarantine(17);
        sampler.Remove(60);

        // Nothing seen: uniform. Then some cases seen, then most of them, then from saved records.
        AssertDrawsFit(sampler, options, batchSize, shards, firstStep: 0);
        Train(sampler, steps: 3, batchSize: 8);
        Assert.InRange(sampler.Mass.UnseenCases, 30, 59);
        AssertDrawsFit(sampler, options, batchSize, shards, firstStep: 1_000_000);
        Train(sampler, steps: 40, batchSize: 8);
        AssertDrawsFit(sampler, options, batchSize, shards, firstStep: 2_000_000);

        var restored = new HardnessSampler(61, options, Seed);
        restored.Load(sampler.GetRecords());
        AssertDrawsFit(restored, options, batchSize, shards, firstStep: 3_000_000);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 0.2)]
    [InlineData(1, 0)]
    [InlineData(2, 0.2)]
    public void Draw_WithoutReplacement_FollowsTheExactSequentialLaw(int unseen, double floor)
    {
        // The last cases are unseen, and rank with the hardest seen one even when that is already in the batch.
        const int Batch = 3, Batches = 40_000;
        var options = new SamplingOptions { Beta = 1, Replacement = false, MixingFloor = floor };
        var sampler = SamplerOf(Ramp[..^unseen], unseen, options);
        var hardest = Ramp[..^unseen].Max();
        var weights = Enumerable.Range(0, 4).Select(i => Math.Exp(i < 4 - unseen ? Ramp[i] : hardest)).ToArray();
        double[] Conditional(int[] removed)
        {
            var sum = weights.Where((_, i) => !removed.Contains(i)).Sum();
            return [.. weights.Select((weight, i) => removed.Contains(i) ? 0 : (1 - floor) * weight / sum + floor / (4 - removed.Length))];
        }

        var counts = new int[64];
        for (var step = 0; step < Batches; step++)
        {
            var draws = sampler.Draw(step, Batch).Draws;
            counts[draws[0].Case * 16 + draws[1].Case * 4 + draws[2].Case]++;
            for (var slot = 0; slot < Batch; slot++)
            {
                var conditional = Conditional([.. draws.Take(slot).Select(draw => draw.Case)]);
                Assert.Equal(Math.Log(conditional[draws[slot].Case]), draws[slot].LogProbability, 1e-12);
            }
        }

        ChiSquare.AssertFits(
            counts,
            [.. Enumerable.Range(0, 64).Select(cell =>
            {
                var (first, second, third) = (cell / 16, cell / 4 % 4, cell % 4);
                return Conditional([])[first] * Conditional([first])[second]
                    * (first == second ? 0 : Conditional([first, second])[third]);
            })]);
    }

    [Fact]
    public void Draw_WithoutReplacement_HasTheGoldenBias()
    {
        const int Batches = 100_000;
        var sampler = SamplerOf(Ramp, 0, new SamplingOptions { Beta = 1, Replacement = false });
        var counts = new int[4];
        for (var step = 0; step < Batches; step++)
        {
            foreach (var draw in sampler.Draw(step, 2).Draws)
            {
                counts[draw.Case]++;
            }
        }

        double[] golden = [0.051521, 0.137333, 0.34785, 0.463296];
        Assert.All(golden.Zip(counts), pair => Assert.Equal(pair.First, pair.Second / (2.0 * Batches), 0.005));
    }

    [Fact]
    public void Draw_WithoutReplacement_LeavesTheSamplerAsItWas()
    {
        var options = new SamplingOptions { Replacement = false };
        var sampler = SamplerOf([1, 2, 1e6], 2, options);
        var before = sampler.Mass;
        var first = sampler.Draw(5, 5);
        Assert.Equal([0, 1, 2, 3, 4], first.Draws.Select(draw => draw.Case).Order());
        Assert.Equal(before, sampler.Mass);
        Assert.Equal(first.Draws, sampler.Draw(5, 5).Draws);
        Assert.All(first.Draws, draw => Assert.True(double.IsFinite(draw.LogProbability)));
    }

    [Fact]
    public void Draw_MoreSlotsThanEligibleCasesWithoutReplacement_ThrowsAndChangesNothing()
    {
        var sampler = SamplerOf([1, 2, 3], 0, new SamplingOptions { Replacement = false });
        sampler.Quarantine(0);
        var thrown = Assert.Throws<ArgumentOutOfRangeException>(() => sampler.Draw(0, 3));
        Assert.Contains("eligible cases, 2", thrown.Message, StringComparison.Ordinal);
        Assert.Equal(2, sampler.Mass.EligibleCases);
        Assert.Equal(2, sampler.Draw(0, 2).Draws.Length);
    }

    [Fact]
    public void Draw_MoreSlotsThanCasesWithReplacement_Draws()
        => Assert.Equal(10, SamplerOf([1, 2], 0, new SamplingOptions()).Draw(0, 10).Draws.Length);

    [Fact]
    public void Draw_SlotsOfABatch_DoNotDependOnTheBatchSize()
    {
        var sampler = SamplerOf(Ramp, 1, new SamplingOptions { Beta = 0.5 });
        Assert.Equal(sampler.Draw(3, 4).Draws, sampler.Draw(3, 16).Draws[..4]);
    }

    [Fact]
    public void Draw_CasesOfNoProbability_AreNeverDrawn()
    {
        // Cases of which exp(beta * (loss - maximum)) underflows, quarantined ones, and one that can be drawn, at both ends and inside.
        foreach (var hard in new[] { 0, 17, 40 })
        {
            var losses = new double[41];
            losses[hard] = 1;
            var sampler = SamplerOf(losses, 0, new SamplingOptions { Beta = 1000 });
            sampler.Quarantine((hard + 1) % 41);
            Assert.All(sampler.Draw(0, 5000).Draws, draw => Assert.Equal((hard, 0), (draw.Case, draw.LogProbability)));
        }

        var mixed = SamplerOf([0, 1, 2], 0, new SamplingOptions { MixingFloor = 0.9 });
        mixed.Quarantine(2);
        Assert.DoesNotContain(mixed.Draw(0, 5000).Draws, draw => draw.Case == 2);
    }

    [Fact]
    public void Draw_OptimisticStart_VisitsTheUnseenFirst()
    {
        var options = new SamplingOptions { Beta = 1000, Replacement = false };
        var sampler = new HardnessSampler(50, options, Seed);
        for (var step = 0; step < 5; step++)
        {
            // Losses fall, so that the unseen rank with the first case and above the rest.
            var batch = sampler.Draw(step, 10);
            sampler.Report(batch, [.. batch.Draws.Select(draw => -1.0 * (10 * step + draw.Slot))]);
        }

        // Each batch may hold the hardest case again, and no other that was seen.
        Assert.InRange(sampler.Mass.UnseenCases, 0, 4);
    }

    [Fact]
    public void Draw_ConstantStart_RanksByTheStartLoss()
    {
        var options = new SamplingOptions { Beta = 1000, Start = StartKind.Constant, StartLoss = 5 };
        var sampler = new HardnessSampler(3, options, Seed);
        var start = sampler.GetRecords();
        var expected = Exact.Softmax([.. Enumerable.Range(0, 3).Select(i => start[i].Loss)], 1000);
        Assert.All(expected.Select(p => Math.Log(p)).Zip(Enumerable.Range(0, 3)), pair => Assert.Equal(pair.First, sampler.LogProbability(pair.Second), 1e-9));
        Assert.All(sampler.Draw(0, 3).Draws, draw => Assert.Equal(start[draw.Case].Loss, draw.StaleLoss));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1e4)]
    public void Draw_OneCaseOrEqualCases_IsDefined(double beta)
    {
        var options = new SamplingOptions { Beta = beta };
        Assert.Equal(0, Assert.Single(SamplerOf([3], 0, options).Draw(0, 1).Draws).LogProbability);
        Assert.Equal(0, Assert.Single(SamplerOf([], 1, options).Draw(0, 1).Draws).LogProbability);
        var equal = SamplerOf([-3, -3, -3, -3], 0, options);
        Assert.All(equal.Draw(0, 10).Draws, draw => Assert.Equal(Math.Log(0.25), draw.LogProbability, 1e-15));
    }

    [Fact]
    public void Draw_BetaZero_IsUniformWhateverTheLosses()
    {
        var sampler = SamplerOf([1e300, -1e300, 0], 1, new SamplingOptions { Beta = 0 });
        Assert.All(Enumerable.Range(0, 4), i => Assert.Equal(Math.Log(0.25), sampler.LogProbability(i), 1e-15));
        ChiSquare.AssertFits(Count(sampler.Draw(0, 20_000), 4), [0.25, 0.25, 0.25, 0.25]);
    }

    [Fact]
    public void Draw_AllQuarantined_Throws()
    {
        var sampler = SamplerOf([1, 2], 0, new SamplingOptions());
        sampler.Quarantine(0);
        sampler.Quarantine(1);
        var thrown = Assert.Throws<InvalidOperationException>(() => sampler.Draw(0, 1));
        Assert.Contains("quarantined", thrown.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => sampler.LogProbability(0));
    }

    [Fact]
    public void Draw_AnyDraw_CarriesWhatWasKnown()
    {
        var sampler = SamplerOf([0.5, 0.75], 1, new SamplingOptions { Beta = 0 });
        Assert.Equal(0, sampler.HistoryStep);
        var batch = sampler.Draw(7, 50);
        Assert.Equal(7, batch.Step);
        Assert.Equal(0, batch.FloorProbability);
        Assert.Equal(Enumerable.Range(0, 50), batch.Draws.Select(draw => draw.Slot));
        double[] stale = [0.5, 0.75, 0.75];
        Assert.All(batch.Draws, draw => Assert.Equal((stale[draw.Case], 0), (draw.StaleLoss, draw.HistoryStep)));
        sampler.Report(batch, new double[50]);
        Assert.Equal(7, sampler.HistoryStep);
    }

    [Fact]
    public void Report_CaseDrawnBySeveralSlots_TakesAllItsLossesInTheirOrder()
    {
        var options = new SamplingOptions { Momentum = 0.5 };
        var sampler = new HardnessSampler(1, options, Seed);
        sampler.Report(sampler.Draw(0, 3), [1, 2, 4]);
        Assert.Equal(new CaseRecord(2.75, 0, 3, CaseStatus.Seen), sampler[0]);
    }

    [Property]
    public void Report_TwiceOrOlder_ChangesNothing(int seed)
    {
        var sampler = new HardnessSampler(20, new SamplingOptions { Beta = 1, Momentum = 0.3 }, seed);
        Train(sampler, 5, 8);
        var (old, batch) = (sampler.Draw(3, 8), sampler.Draw(5, 8));
        sampler.Report(batch, Losses(batch));
        var (records, mass) = (sampler.GetRecords(), sampler.Mass);
        sampler.Report(batch, [.. Losses(batch).Select(loss => loss + 1)]);
        Assert.Equal(records, sampler.GetRecords());
        Assert.Equal(mass, sampler.Mass);

        // Of an older batch, only cases that no later step used are news.
        sampler.Report(old, Losses(old));
        Assert.All(records.Zip(sampler.GetRecords()), pair => Assert.True(pair.First.LastStep < 3 || pair.First == pair.Second));
        Assert.Equal(5, sampler.HistoryStep);
    }

    [Property(MaxTest = 30)]
    public void Report_AnyRun_CreditsEachDrawOnce(int seed, bool replacement)
    {
        var sampler = new HardnessSampler(20, new SamplingOptions { Beta = 1, Replacement = replacement }, seed);
        Train(sampler, 10, 8);
        Assert.Equal(10 * 8, sampler.GetRecords().Sum(record => record.Visits));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void Report_LossNotFinite_QuarantinesTheCaseAndNothingElse(double poison)
    {
        var sampler = SamplerOf([1, 2, 3, 4], 0, new SamplingOptions { Beta = 1 });
        var batch = sampler.Draw(9, 1);
        sampler.Report(batch, [poison]);
        var victim = batch.Draws[0].Case;
        Assert.Equal(CaseStatus.Quarantined, sampler[victim].Status);
        Assert.Equal(double.NegativeInfinity, sampler.LogProbability(victim));
        Assert.Equal(3, sampler.Mass.EligibleCases);
        Assert.Equal(1, Enumerable.Range(0, 4).Sum(i => Math.Exp(sampler.LogProbability(i))), 1e-15);
        Assert.DoesNotContain(sampler.Draw(10, 1000).Draws, draw => draw.Case == victim);
    }

    [Fact]
    public void Report_NotTheBatchOfTheSampler_ThrowsAndChangesNothing()
    {
        var sampler = SamplerOf([1, 2], 0, new SamplingOptions());
        var before = sampler.GetRecords();
        var batch = sampler.Draw(3, 2);
        Assert.Throws<ArgumentException>(() => sampler.Report(batch, [1]));
        Assert.Throws<ArgumentException>(() => sampler.Report(batch with { Draws = [batch.Draws[0], batch.Draws[1] with { Case = 2 }] }, [1, 1]));
        Assert.Equal(before, sampler.GetRecords());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Load_SavedRecords_GoesOnWithTheSameBits(bool replacement)
    {
        var options = new SamplingOptions { Beta = 3, MixingFloor = 0.05, Momentum = 0.4, Replacement = replacement };
        var whole = new HardnessSampler(100, options, Seed);
        Train(whole, 10, 16);
        var resumed = new HardnessSampler(100, options, Seed);
        resumed.Load(whole.GetRecords());
        Assert.Equal(whole.HistoryStep, resumed.HistoryStep);
        for (var step = 10; step < 20; step++)
        {
            var (expected, actual) = (whole.Draw(step, 16), resumed.Draw(step, 16));
            Assert.Equal(expected.Draws, actual.Draws);
            whole.Report(expected, Losses(expected));
            resumed.Report(actual, Losses(actual));
        }

        Assert.Equal(whole.GetRecords(), resumed.GetRecords());
        Assert.Equal(whole.Mass, resumed.Mass);
    }

    [Fact]
    public void Load_WrongRecords_ThrowsAndChangesNothing()
    {
        var sampler = SamplerOf([1, 2], 0, new SamplingOptions());
        var before = sampler.GetRecords();
        var mass = sampler.Mass;
        Assert.ThrowsAny<ArgumentException>(() => sampler.Load([]));
        Assert.ThrowsAny<ArgumentException>(() => sampler.Load([CaseRecord.Unseen, before[0] with { Loss = double.PositiveInfinity }]));
        Assert.ThrowsAny<ArgumentException>(() => sampler.Load([1], 0));
        Assert.ThrowsAny<ArgumentException>(() => sampler.Load([1, double.NaN], 0));
        Assert.ThrowsAny<ArgumentException>(() => sampler.Load([1, 2], -1));
        Assert.Equal(before, sampler.GetRecords());
        Assert.Equal(mass, sampler.Mass);
        Assert.Equal(2, sampler.Draw(0, 2).Draws.Length);
    }

    [Fact]
    public void Load_Losses_IsTheHistoryOfOneVisitEach()
    {
        var options = new SamplingOptions { Beta = 3 };
        var sampler = SamplerOf([9, 9], 3, options);
        sampler.Quarantine(1);
        sampler.Load([.. Ramp, -2], 12);
        var expected = new HardnessSampler(5, options, Seed);
        expected.Load([.. Ramp.Append(-2).Select(loss => new CaseRecord(loss, 12, 1, CaseStatus.Seen))]);
        Assert.Equal(expected.GetRecords(), sampler.GetRecords());
        Assert.Equal((expected.Mass, expected.HistoryStep), (sampler.Mass, sampler.HistoryStep));
        Assert.Equal(expected.Draw(13, 100).Draws, sampler.Draw(13, 100).Draws);
    }

    [Property]
    public void Add_AnyCounts_IsAsIfTheCasesHadBeenThereFromTheStart(int seed, bool constant)
    {
        var random = new Random(seed);
        var options = new SamplingOptions { Beta = 1, Start = constant ? StartKind.Constant : StartKind.Optimistic };
        var grown = new HardnessSampler(1 + random.Next(20), options, seed);
        for (var i = 0; i < 4; i++)
        {
            grown.Add(1 + random.Next(1 << random.Next(9)));
        }

        var whole = new HardnessSampler(grown.Cases, options, seed);
        Assert.Equal(whole.GetRecords(), grown.GetRecords());
        Assert.Equal(whole.Mass, grown.Mass);
        Assert.Equal(whole.Draw(0, 64).Draws, grown.Draw(0, 64).Draws);
        Assert.Throws<ArgumentOutOfRangeException>(() => grown.Add(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => grown.Add(1 << 29));
        Assert.Equal(whole.Cases, grown.Cases);
    }

    [Fact]
    public void Release_QuarantinedCase_IsDrawnAsBefore()
    {
        var sampler = SamplerOf(Ramp, 1, new SamplingOptions { Beta = 1 });
        var (before, mass) = (sampler.Draw(1, 100).Draws, sampler.Mass);
        sampler.Quarantine(3);
        sampler.Quarantine(4);
        Assert.DoesNotContain(sampler.Draw(1, 1000).Draws, draw => draw.Case >= 3);
        sampler.Release(3);
        sampler.Release(4);
        Assert.Equal(mass, sampler.Mass);
        Assert.Equal(before, sampler.Draw(1, 100).Draws);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Remove_AnyCase_IsNeverDrawnAgain(bool replacement)
    {
        var sampler = SamplerOf(Ramp, 2, new SamplingOptions { Beta = 1, MixingFloor = 0.5, RevisitEvery = 6, Replacement = replacement });
        sampler.Remove(3);
        sampler.Remove(5);
        sampler.Release(3);
        Assert.Equal(double.NegativeInfinity, sampler.LogProbability(3));
        for (var step = 0; step < 300; step++)
        {
            var batch = sampler.Draw(step, 3);
            Assert.DoesNotContain(batch.Draws, draw => draw.Case is 3 or 5);
            sampler.Report(batch, Losses(batch));
        }

        // A report that was under way when the case was removed does not bring it back.
        sampler.Report(new BatchDraw(400, [new Draw(0, 3, 0, 0, 0)], 0, 1), [99]);
        Assert.Equal((CaseStatus.Removed, 4), (sampler[3].Status, sampler.Mass.EligibleCases));
    }

    [Fact]
    public void Constructor_WrongArguments_Throws()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new HardnessSampler(0, new SamplingOptions(), 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new HardnessSampler(1, new SamplingOptions { Beta = -1 }, 0));
        var sampler = new HardnessSampler(1, new SamplingOptions(), 0);
        Assert.Throws<ArgumentOutOfRangeException>(() => sampler.Draw(0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => sampler.Draw(-1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => sampler.Quarantine(1));
    }

    [Property]
    public void LogProbability_AnyHistory_SumsToOne(LossVector losses, Beta beta, int seed)
    {
        var sampler = SamplerOf(losses.Values, new Random(seed).Next(4), new SamplingOptions { Beta = beta.Value, MixingFloor = seed % 2 == 0 ? 0 : 0.2 });
        Assert.Equal(1, Enumerable.Range(0, sampler.Cases).Sum(i => Math.Exp(sampler.LogProbability(i))), 1e-12);
    }

    /// <summary>Draws in one process and over shards, which must agree, and compares with softmax of the history.</summary>
    private static void AssertDrawsFit(HardnessSampler sampler, SamplingOptions options, int batchSize, int shards, long firstStep)
    {
        const int Draws = 25_600;
        var source = new Shards(sampler.GetRecords(), shards, options.Beta);
        var spread = new StepDraws(source, new KullbackLeiblerObjective(options, source), options, Seed);
        var counts = new int[sampler.Cases];
        for (var step = firstStep; step < firstStep + Draws / batchSize; step++)
        {
            var batch = sampler.Draw(step, batchSize);
            Assert.Equal(batch.Draws, spread.DrawAsync(step, batchSize, sampler.HistoryStep).AsTask().GetAwaiter().GetResult().Draws);
            foreach (var draw in batch.Draws)
            {
                counts[draw.Case]++;
            }
        }

        ChiSquare.AssertFits(counts, Distribution(sampler.GetRecords(), options));
    }

    private static double[] Distribution(CaseRecord[] records, SamplingOptions options)
    {
        var eligible = records.Count(record => record.CanBeDrawn);
        var hardest = records.Where(record => record.Status == CaseStatus.Seen).Select(record => record.Loss).DefaultIfEmpty(0).Max();
        var q = Exact.Softmax(
            [.. records.Select(record => record.Status switch
            {
                CaseStatus.Seen => record.Loss,
                CaseStatus.Unseen => hardest,
                _ => double.NegativeInfinity,
            })],
            options.Beta);
        return [.. q.Zip(records, (p, record) => record.CanBeDrawn ? (1 - options.MixingFloor) * p + options.MixingFloor / eligible : 0)];
    }

    private static HardnessSampler SamplerOf(double[] losses, int unseen, SamplingOptions options)
    {
        var sampler = new HardnessSampler(losses.Length + unseen, options, Seed);
        sampler.Load([.. losses.Select(loss => new CaseRecord(loss, 0, 1, CaseStatus.Seen)), .. Enumerable.Repeat(CaseRecord.Unseen, unseen)]);
        return sampler;
    }

    private static void Train(HardnessSampler sampler, int steps, int batchSize)
    {
        var first = sampler.HistoryStep + 1;
        for (var step = first; step < first + steps; step++)
        {
            var batch = sampler.Draw(step, batchSize);
            sampler.Report(batch, Losses(batch));
        }
    }

    /// <summary>A loss for each slot that depends on the case and the step.</summary>
    private static double[] Losses(BatchDraw batch) => [.. batch.Draws.Select(draw => 1 + Math.Sin(draw.Case + 0.3 * batch.Step + 0.1 * draw.Slot))];

    private static int[] Count(BatchDraw batch, int cases)
    {
        var counts = new int[cases];
        foreach (var draw in batch.Draws)
        {
            counts[draw.Case]++;
        }

        return counts;
    }
}
