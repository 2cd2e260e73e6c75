using FsCheck.Xunit;
using OrleansDro.Robustness.Sampling;

namespace OrleansDro.Robustness.Tests.Sampling;

public sealed class RevisitSweepTests
{
    private const long Seed = 4;

    [Property]
    public void CaseAt_AnyConsecutiveSteps_VisitsEveryCase(int seed)
    {
        var random = new Random(seed);
        var (cases, every, start) = (1 + random.Next(300), 1 + random.Next(400), random.NextInt64(int.MaxValue));
        var sweep = new RevisitSweep(cases, every, seed);
        Assert.Equal((cases + every - 1) / every, sweep.Slots);
        var visited = Enumerable.Range(0, every).SelectMany(step => Enumerable.Range(0, sweep.Slots).Select(slot => sweep.CaseAt(start + step, slot)));
        Assert.Equal(cases, visited.Distinct().Count());
    }

    [Property(MaxTest = 50)]
    public void Draw_AnyConsecutiveSteps_DrawsEveryCaseThatCanBe(int seed, bool replacement)
    {
        var random = new Random(seed);
        var (cases, every, start) = (1 + random.Next(200), 1 + random.Next(100), random.Next(100_000));
        var options = new SamplingOptions { Beta = 1000, RevisitEvery = every, Replacement = replacement };
        var sampler = SamplerOf(cases, options);
        for (var i = 0; i < cases / 4; i++)
        {
            sampler.Quarantine(random.Next(cases));
        }

        // Without replacement a batch is at most all cases that can be drawn.
        var slots = (cases - 1) / every + 1;
        var batchSize = slots + 1 + random.Next(10);
        if (!replacement && batchSize > sampler.Mass.EligibleCases)
        {
            return;
        }

        var drawn = Enumerable.Range(0, every).Select(step => sampler.Draw(start + step, batchSize).Draws.Select(draw => draw.Case).ToArray()).ToArray();
        Assert.Equal(Enumerable.Range(0, cases).Where(i => sampler[i].CanBeDrawn), drawn.SelectMany(batch => batch).Distinct().Order());

        // The hardest case takes the slots that the sweep leaves free, and must not come again when its own turn is later in the batch.
        Assert.All(drawn, batch => Assert.True(replacement || batch.Distinct().Count() == batchSize));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.2, 0)]
    [InlineData(0, 20)]
    [InlineData(0.2, 20)]
    public void Draw_OverWholeRounds_DrawsAsItsProbabilitiesSay(double floor, int quarantined)
    {
        // 3 of 8 slots go round 60 cases in 20 steps.
        var options = new SamplingOptions { Beta = 2, MixingFloor = floor, RevisitEvery = 20 };
        var sampler = SamplerOf(60, options);
        for (var i = 0; i < quarantined; i++)
        {
            sampler.Quarantine(3 * i);
        }

        var (counts, probabilities) = (new int[60], new double[60]);
        for (var step = 0; step < 20 * 400; step++)
        {
            var batch = sampler.Draw(step, 8);
            foreach (var draw in batch.Draws)
            {
                counts[draw.Case]++;
                probabilities[draw.Case] = Math.Exp(draw.LogProbability);
                var hardness = (1 - batch.FloorProbability * sampler.Mass.EligibleCases) * Hardness(draw.Case);
                Assert.Equal(hardness + batch.FloorProbability, probabilities[draw.Case], 1e-14);
            }
        }

        Assert.Equal(quarantined, probabilities.Count(p => p == 0));
        ChiSquare.AssertFits(counts, probabilities);

        double Hardness(int caseIndex)
        {
            var weights = Enumerable.Range(0, 60).Select(i => sampler[i].CanBeDrawn ? Math.Exp(2 * sampler[i].Loss) : 0).ToArray();
            return weights[caseIndex] / weights.Sum();
        }
    }

    [Fact]
    public void Draw_SweptCaseIsQuarantined_LeavesItsSlotFreeToDraw()
    {
        var sampler = SamplerOf(4, new SamplingOptions { Beta = 1000, RevisitEvery = 4 });
        sampler.Quarantine(1);

        // Beyond the sweep the hardest case takes every slot, and the turn of the case that must not be drawn too.
        var first = Enumerable.Range(0, 4).Select(step => sampler.Draw(step, 2).Draws[0].Case);
        Assert.Equal([0, 2, 3, 3], first.Order());
    }

    [Fact]
    public void LogProbability_WithASweep_LeavesItOut()
    {
        var losses = Enumerable.Range(0, 60).Select(i => i / 30.0).ToArray();
        var sampler = SamplerOf(60, new SamplingOptions { Beta = 2, RevisitEvery = 20 });
        var q = Exact.Softmax(losses, 2);
        Assert.All(Enumerable.Range(0, 60), i => Assert.Equal(Math.Log(q[i]), sampler.LogProbability(i), 1e-13));
    }

    [Fact]
    public void Draw_BatchTooSmallForTheSweep_ThrowsNamingWhatWouldDo()
    {
        var sampler = SamplerOf(100, new SamplingOptions { RevisitEvery = 10 });
        var thrown = Assert.Throws<ArgumentOutOfRangeException>(() => sampler.Draw(0, 10));

        // The number of cases, the slots that they need, the remedy and the option.
        Assert.Matches(@"\b100\b.*\b10\b.*\b11\b.*RevisitEvery", thrown.Message);
        Assert.Equal(11, sampler.Draw(0, 11).Draws.Length);
    }

    [Fact]
    public void Draw_LargestStep_IsDefined()
    {
        var sampler = SamplerOf(100, new SamplingOptions { RevisitEvery = 10 });
        Assert.Equal(11, sampler.Draw(long.MaxValue, 11).Draws.Length);
    }

    [Fact]
    public void Add_CasesToASweep_GoesRoundThemToo()
    {
        var sampler = SamplerOf(10, new SamplingOptions { Beta = 1000, RevisitEvery = 10, Start = StartKind.Constant, StartLoss = -9 });
        sampler.Add(20);
        Assert.Throws<ArgumentOutOfRangeException>(() => sampler.Draw(0, 3));
        Assert.Equal(30, Enumerable.Range(50, 10).SelectMany(step => sampler.Draw(step, 4).Draws).Select(draw => draw.Case).Distinct().Count());
    }

    [Fact]
    public void Constructor_WrongArguments_Throws()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new RevisitSweep(0, 1, Seed));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RevisitSweep(1, -1, Seed));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RevisitSweep(10, 5, Seed).CaseAt(0, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RevisitSweep(10, 5, Seed).CaseAt(-1, 0));
        Assert.Equal(0, new RevisitSweep(10, 0, Seed).Slots);
    }

    private static HardnessSampler SamplerOf(int cases, SamplingOptions options)
    {
        var sampler = new HardnessSampler(cases, options, Seed);
        sampler.Load([.. Enumerable.Range(0, cases).Select(i => i / 30.0)], 0);
        return sampler;
    }
}
