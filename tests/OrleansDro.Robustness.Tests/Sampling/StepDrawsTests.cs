using OrleansDro.Robustness.History;
using OrleansDro.Robustness.Sampling;
using OrleansDro.Robustness.Temperature;

namespace OrleansDro.Robustness.Tests.Sampling;

/// <summary>Draws over shards that answer later, beside the sampler in one process.</summary>
public sealed class StepDrawsTests
{
    private const long Seed = 20260729;

    private static readonly SamplingOptions Smoothed = new() { Beta = 4, MixingFloor = 0.1, Momentum = 0.25 };

    public static TheoryData<int, int, SamplingOptions> Runs => new()
    {
        { 61, 1, Smoothed },
        { 61, 3, Smoothed },
        { 61, 8, Smoothed },
        { 40_000, 3, Smoothed },
        { 40_000, 8, Smoothed },
        { 61, 3, new SamplingOptions { Beta = 4, RevisitEvery = 9, MixingFloor = 0.1 } },
        { 300, 3, new SamplingOptions { Beta = 4, Replacement = false } },
        { 300, 3, new SamplingOptions { Beta = 4, Replacement = false, RevisitEvery = 20, MixingFloor = 0.1 } },
        { 61, 3, new SamplingOptions { Temperature = new() { Control = TemperatureControl.EffectiveSampleSize, Target = 0.3, Every = 2 } } },
        { 61, 3, new SamplingOptions { Beta = 1000, Temperature = new() { EffectiveSampleSizeFloor = 4 } } },
    };

    [Theory]
    [MemberData(nameof(Runs), DisableDiscoveryEnumeration = true)]
    public async Task DrawAsync_OverShards_HasTheBitsOfOneProcessThroughoutARun(int cases, int shards, SamplingOptions options)
    {
        const int Batch = 48;
        var sampler = new HardnessSampler(cases, options, Seed);
        var spread = new Shards(sampler.GetRecords(), shards, options.Beta, answersLater: true);
        Assert.Equal(shards, spread.Count);
        var draws = DrawsOf(spread, options);
        for (var step = 0; step < 60; step++)
        {
            var (batch, overShards) = (sampler.Draw(step, Batch), await draws.DrawAsync(step, Batch, sampler.HistoryStep));
            Assert.Equal(batch.Draws, overShards.Draws);
            Assert.Equal((batch.Step, batch.FloorProbability, batch.Beta), (overShards.Step, overShards.FloorProbability, overShards.Beta));

            // Of a case that two slots drew one loss may be finite and the other not.
            double[] losses = [.. batch.Draws.Select(draw => 1 + Math.Sin(draw.Case + 0.3 * step + 0.1 * draw.Slot))];
            losses[step % Batch] = step % 7 == 0 ? double.NaN : losses[step % Batch];
            sampler.Report(batch, losses);
            spread.Report(batch, losses, options.Momentum);
            Assert.Equal(sampler.Mass, spread.Mass);
            if (step == 30)
            {
                sampler.Remove(batch.Draws[0].Case);
                spread.Set(batch.Draws[0].Case, sampler[batch.Draws[0].Case]);
                var records = spread.GetRecords();
                Assert.Equal(sampler.GetRecords(), records);
                spread = new Shards(records, shards, spread.Beta, answersLater: true);
                draws = DrawsOf(spread, options);
            }
        }

        Assert.Equal(sampler.GetRecords(), spread.GetRecords());
    }

    [Fact]
    public async Task DrawAsync_BatchesOfOtherSizes_FillsEach()
    {
        var draws = DrawsOf(new Shards([.. Enumerable.Repeat(CaseRecord.Unseen, 20)], 2, 1), new SamplingOptions());
        var large = await draws.DrawAsync(0, 12, -1);
        Assert.Equal(large.Draws[..5], (await draws.DrawAsync(0, 5, -1)).Draws);
        Assert.Equal(large.Draws, (await draws.DrawAsync(0, 12, -1)).Draws);
    }

    [Fact]
    public async Task DrawAsync_FewerCasesThanSlotsWithoutReplacement_ThrowsAndWithholdsNothing()
    {
        var cases = new Shards([.. Enumerable.Repeat(CaseRecord.Unseen, 20)], 2, 1, answersLater: true);
        var draws = DrawsOf(cases, new SamplingOptions { Replacement = false });
        var thrown = await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await draws.DrawAsync(0, 21, -1));
        Assert.Equal("batchSize", thrown.ParamName);
        Assert.Equal(20, cases.Mass.EligibleCases);
        Assert.Equal(20, (await draws.DrawAsync(0, 20, -1)).Draws.Select(draw => draw.Case).Distinct().Count());
    }

    [Fact]
    public async Task DrawAsync_AnotherObjective_DrawsByItsDistribution()
    {
        var cases = new Shards([.. Enumerable.Range(0, 16).Select(i => new CaseRecord(i, 0, 1, CaseStatus.Seen))], 2, 0);
        var draws = new StepDraws(cases, new LastQuarter(), new SamplingOptions { MixingFloor = 0.2 }, Seed);
        var batch = await draws.DrawAsync(0, 20_000, 0);
        var counts = new int[16];
        foreach (var draw in batch.Draws)
        {
            counts[draw.Case]++;
            Assert.Equal(Math.Log((draw.Case < 12 ? 0 : 0.8 / 4) + 0.2 / 16), draw.LogProbability, 1e-15);
        }

        Assert.Equal(7, batch.Beta);
        ChiSquare.AssertFits(counts, [.. Enumerable.Range(0, 16).Select(i => (i < 12 ? 0 : 0.8 / 4) + 0.2 / 16)]);
    }

    private static StepDraws DrawsOf(Shards cases, SamplingOptions options) => new(cases, new KullbackLeiblerObjective(options, cases), options, Seed);

    /// <summary>The four hardest of sixteen cases whose losses are 0 to 15, equally often.</summary>
    private sealed class LastQuarter : ISamplingObjective, ICaseDistribution
    {
        public int EligibleCases => 16;

        public double UnseenLoss => 15;

        public double Dual => 7;

        public ValueTask PrepareAsync(long step) => ValueTask.CompletedTask;

        public ICaseDistribution GetDistribution(double? unseenLoss = null) => this;

        public DrawPoint PointAt(double uniform) => new(DrawKind.Eligible, 12 + Math.Floor(4 * uniform));

        public double LogProbability(double loss) => loss < 12 ? double.NegativeInfinity : Math.Log(0.25);
    }
}
