using OrleansDro.Abstractions.Cases;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Grains.Protocol.Sampling;
using OrleansDro.Grains.Protocol.Sampling.Shards;
using OrleansDro.Grains.Sampling.Draws;
using OrleansDro.Robustness.Sampling;

namespace OrleansDro.Grains.Tests.Sampling;

/// <summary>The sampler without trainers: the test reports losses that it makes up.</summary>
[Collection(nameof(ClusterTests))]
public sealed class SamplerTests(ClusterFixture cluster)
{
    private const int Cases = 50;
    private const int Steps = 20;

    /// <summary>The plain library is the reference: the grains must draw exactly what it draws, over any number of shards.</summary>
    [Theory]
    [InlineData(1, """{"beta": 3}""")]
    [InlineData(3, """{"beta": 3}""")]
    [InlineData(8, """{"beta": 3}""")]
    [InlineData(3, """{"beta": 100, "mixingFloor": 0.2, "momentum": 0.3}""")]
    [InlineData(3, """{"beta": 3, "replacement": false}""")]
    [InlineData(3, """{"beta": 3, "start": "constant", "startLoss": 4}""")]
    [InlineData(3, """{"beta": 3, "revisitEvery": 20}""")]
    [InlineData(3, """{"beta": 3, "revisitEvery": 20, "replacement": false}""")]
    [InlineData(1, """{"temperature": {"control": "effectiveSampleSize", "target": 0.3, "every": 2}}""")]
    [InlineData(8, """{"temperature": {"control": "effectiveSampleSize", "target": 0.3, "every": 2}}""")]
    [InlineData(3, """{"temperature": {"control": "kullbackLeibler", "target": 0.5, "every": 3, "warmUpSteps": 6}}""")]
    [InlineData(3, """{"beta": 1000, "temperature": {"effectiveSampleSizeFloor": 4}}""")]
    public async Task Draw_NoDrawAhead_AsThePlainLibrary(int shards, string options)
    {
        var spec = SmallRun.Spec(steps: Steps, drawAhead: 0, options: options);
        var sampler = await Start(spec, shards);
        var method = SamplingMethod.Of(spec);
        var library = new HardnessSampler(Cases, method.Options, spec.Seed);
        for (var step = 0L; step < Steps; step++)
        {
            var batch = await Draw(sampler, step);
            var expected = library.Draw(step, spec.BatchSize);
            Assert.Equal(expected.Draws, batch.Draws);
            Assert.Equal(expected.FloorProbability, batch.FloorProbability);
            Assert.Equal(expected.Beta, batch.Beta);
            library.Report(expected, Losses(expected).Select(loss => (double)loss).ToArray());
            await Report(spec.Name, batch);
        }

        var snapshot = await sampler.GetSnapshot(Steps - 1);
        Assert.Equal(library.GetRecords(), snapshot!.Records);
    }

    [Fact]
    public async Task Draw_DrawAhead_UsesTheHistoryOfTwoStepsBefore()
    {
        var spec = SmallRun.Spec(steps: Steps, drawAhead: 1);
        var sampler = await Start(spec, 1);
        for (var step = 0L; step < Steps; step++)
        {
            var batch = await Draw(sampler, step);
            Assert.All(batch.Draws, draw => Assert.Equal(Math.Max(-1, step - 2), draw.HistoryStep));
            await Report(spec.Name, batch);
        }
    }

    [Fact]
    public async Task Report_TwiceAndOutOfOrder_ChangesNothing()
    {
        var (once, twice) = (SmallRun.Spec(steps: Steps), SmallRun.Spec(steps: Steps));
        var reference = await Start(once, 3);
        var repeated = await Start(twice, 3);
        for (var step = 0L; step < Steps; step++)
        {
            await Report(once.Name, await Draw(reference, step));
            var batch = await Draw(repeated, step);
            foreach (var slot in new[] { 3, 1, 1, 0, 3, 2 })
            {
                await Report(twice.Name, batch with { Draws = [batch.Draws[slot]] });
            }

            // Too late to count: the slot is reported already, or its step committed.
            await ReportLoss(twice.Name, batch.Draws[0], step, 99);
        }

        var (expected, found) = (await reference.GetSnapshot(Steps - 1), await repeated.GetSnapshot(Steps - 1));
        Assert.Equal(expected!.Records, found!.Records);
        Assert.Equal(expected.Ledger, found.Ledger);
    }

    [Fact]
    public async Task Draw_StepNotYetPossible_AnswersWithinItsBoundAndTheSamplerWaitsForLosses()
    {
        var spec = SmallRun.Spec(steps: Steps, drawAhead: 0);
        var sampler = await Start(spec, 1);
        var first = await Draw(sampler, 0);
        await Report(spec.Name, first with { Draws = first.Draws[..3] });
        var reply = await sampler.Draw(1);
        Assert.Equal(DrawReply.NotDrawnYet, reply);

        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while ((await sampler.GetProgress()).Waiting != WaitReason.Losses)
        {
            await Task.Delay(20, limit.Token);
        }

        await sampler.Abort();
    }

    [Fact]
    public async Task Schedule_SameRequestAgain_ChangesNothing()
    {
        var sampler = await Start(SmallRun.Spec(steps: Steps), shards: 1);
        var change = new CaseChange { Kind = CaseChangeKind.Quarantine, Ids = ["phantom-0003"], Reason = "A test." };
        var scheduled = new ScheduledChange(change, [3], Request: Guid.NewGuid());
        var first = await sampler.Schedule(scheduled);
        Assert.Equal(first.Step, (await sampler.Schedule(scheduled)).Step);
        Assert.Single(await sampler.GetChanges());
        Assert.Equal(first.Step, (await sampler.Schedule(scheduled with { Request = Guid.NewGuid() })).Step);
        Assert.Equal(2, (await sampler.GetChanges()).Count);
        await sampler.Abort();
    }

    private static async Task<BatchDraw> Draw(ISamplerGrain sampler, long step)
    {
        var reply = await sampler.Draw(step);
        return reply.Batch ?? throw new InvalidOperationException($"The sampler has no draws of step {step}.");
    }

    private static float[] Losses(BatchDraw batch) => [.. batch.Draws.Select(draw => Loss(draw.Case, batch.Step))];

    private static float Loss(int caseIndex, long step) => (float)Math.Abs(Math.Sin((caseIndex * 12.9898) + (step * 0.37)));

    private async Task<ISamplerGrain> Start(RunSpec spec, int shards)
    {
        var sampler = cluster.Grains.GetGrain<ISamplerGrain>(spec.Name);
        await sampler.Start(new SamplerStart { Spec = spec, Cases = Cases, LastStep = Steps - 1, Shards = shards });
        return sampler;
    }

    private async Task Report(string run, BatchDraw batch)
    {
        foreach (var draw in batch.Draws)
        {
            await ReportLoss(run, draw, batch.Step, Loss(draw.Case, batch.Step));
        }
    }

    private Task ReportLoss(string run, Draw draw, long step, float loss) =>
        cluster.Grains.GetGrain<ISamplerGrain>(run).Report(new LossReport(step, [draw.Slot], [loss], [0]));
}
