using OrleansDro.Grains.Protocol.Sampling;
using OrleansDro.Grains.Tests.Training.Fakes;
using OrleansDro.Grains.Training.Data;

namespace OrleansDro.Grains.Tests.Training.Data;

public sealed class BatchLoaderTests
{
    private const int BatchSize = 4;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Fetch_TwoOfFourMicroBatches_HasTheirDrawsAndExamplesOnly()
    {
        using var loader = Create(new SamplerInMemory(steps: 9, BatchSize));
        var input = await FetchDrawn(loader, step: 1, [1, 3]);
        Assert.Equal([1, 3], input.MicroBatches.Keys.Order());
        Assert.Equal(BatchSize, input.Batch.Draws.Length);
        foreach (var (number, microBatch) in input.MicroBatches)
        {
            var draw = Assert.Single(microBatch.Draws);
            Assert.Equal((number, 4 + number), (draw.Slot, draw.Case));
            AssertHolds(microBatch, draw.Case);
        }
    }

    /// <summary>The next step is loaded while this one is computed.</summary>
    [Fact]
    public async Task Fetch_NextStep_DoesNotOverwriteThisOne()
    {
        using var loader = Create(new SamplerInMemory(steps: 9, BatchSize));
        var first = await FetchDrawn(loader, step: 0, [0]);
        var second = await FetchDrawn(loader, step: 1, [0]);
        AssertHolds(first.MicroBatches[0], 0);
        AssertHolds(second.MicroBatches[0], 4);
        var third = await FetchDrawn(loader, step: 2, [0]);
        AssertHolds(second.MicroBatches[0], 4);
        Assert.Same(first.MicroBatches[0].Buffers[0], third.MicroBatches[0].Buffers[0]);
    }

    [Fact]
    public async Task Fetch_DamagedCase_IsBlankWithItsProblemAndTheOthersAreLoaded()
    {
        using var loader = Create(new SamplerInMemory(steps: 9, BatchSize, cases: 12), microBatches: 1, damagedCase: 10);

        // The buffers of this step are used again two steps later.
        await FetchDrawn(loader, step: 0, [0]);
        var microBatch = (await FetchDrawn(loader, step: 2, [0])).MicroBatches[0];
        Assert.Equal([false, false, true, false], microBatch.Problems.Select(problem => problem is not null));
        Assert.Equal([9, 10, 0, 12], Enumerable.Range(0, BatchSize).Select(position => microBatch.Buffers[0].InputOf(position)[0]));
    }

    [Fact]
    public async Task Load_AfterFetch_LoadsWhatIsMissingAndKeepsTheRest()
    {
        using var loader = Create(new SamplerInMemory(steps: 9, BatchSize));
        var input = await FetchDrawn(loader, step: 0, [0]);
        var first = input.MicroBatches[0];
        await loader.Load(input, [0, 2]);
        Assert.Same(first, input.MicroBatches[0]);
        AssertHolds(input.MicroBatches[2], 2);
    }

    [Theory]
    [InlineData(true, false, typeof(FetchedStep.RunIsOver))]
    [InlineData(false, true, typeof(FetchedStep.IsPast))]
    [InlineData(false, false, typeof(FetchedStep.NotDrawnYet))]
    public async Task Fetch_NoDraws_SaysWhy(bool isOver, bool isPast, Type expected)
    {
        using var loader = Create(new SamplerInMemory(steps: 9, BatchSize) { OnDraw = _ => new DrawReply(null, isOver, isPast) });
        Assert.IsType(expected, await loader.Fetch(0, [0]));
    }

    private static BatchLoader Create(SamplerInMemory sampler, int microBatches = 4, int? damagedCase = null)
    {
        var data = new SmallCases(count: 12) { DamagedCase = damagedCase };
        var spec = SmallRun.Spec(microBatches: microBatches) with { BatchSize = BatchSize };
        return new BatchLoader(spec, data.Task, new TrainingCases(data, sampler, Token), sampler, TimeProvider.System, Token);
    }

    private static async Task<StepInput> FetchDrawn(BatchLoader loader, long step, int[] microBatches) =>
        Assert.IsType<FetchedStep.Drawn>(await loader.Fetch(step, microBatches)).Input;

    private static void AssertHolds(LoadedMicroBatch microBatch, int index)
    {
        var buffer = Assert.Single(microBatch.Buffers);
        Assert.Equal(Enumerable.Repeat(index + 1f, SmallCases.Pixels), buffer.InputOf(0).ToArray());
        Assert.Equal([index % 2], buffer.TargetOf(0).ToArray());
    }
}
