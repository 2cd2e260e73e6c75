using Microsoft.Extensions.Logging.Abstractions;
using OrleansDro.Grains.Infrastructure;
using OrleansDro.Grains.Protocol.Sampling.Shards;
using OrleansDro.Grains.Sampling.Attempts;
using OrleansDro.Grains.Tests.Infrastructure;

namespace OrleansDro.Grains.Tests.Sampling.Attempts;

/// <summary>The journal in a storage in memory. A step has two micro-batches of two slots.</summary>
public sealed class StepJournalTests
{
    private readonly SharedStorage _storage = new();

    [Fact]
    public async Task ReadFrom_MoreStepsThanAreReadAhead_InOrderUntilTheFirstGap()
    {
        var journal = Open();
        foreach (var step in Enumerable.Range(0, 40).Where(step => step != 37).Reverse())
        {
            await Append(journal, step);
        }

        var steps = await Read(Open(), 5);
        Assert.Equal(Enumerable.Range(5, 32).Select(step => (long)step), steps.Select(entries => entries[0].Step));
        Assert.All(steps, entries => Assert.Equal([0, 2], entries.Select(entry => entry.Slots[0])));
    }

    [Fact]
    public async Task ReadFrom_LastStepLacksAMicroBatch_HasTheOther()
    {
        var journal = Open();
        await Append(journal, 0);
        await journal.Append(Entry(1, microBatch: 1, loss: 3));
        Assert.Equal([2, 1], (await Read(Open(), 0)).Select(entries => entries.Length));
    }

    [Fact]
    public async Task Append_TheSameMicroBatchAgain_KeepsTheFirst()
    {
        var journal = Open();
        await journal.Append(Entry(0, microBatch: 0, loss: 1));
        await journal.Append(Entry(0, microBatch: 0, loss: 99));
        var entries = Assert.Single(await Read(Open(), 0));
        Assert.Equal([1f, 1f], Assert.Single(entries).Losses);
    }

    [Fact]
    public async Task DeleteFrom_LeavesTheStepsBefore()
    {
        var journal = Open();
        for (var step = 0; step < 20; step++)
        {
            await Append(journal, step);
        }

        await journal.DeleteFrom(3);
        Assert.Equal([0L, 1L, 2L], (await Read(Open(), 0)).Select(entries => entries[0].Step));
        Assert.Empty(await Read(Open(), 4));

        // The steps can be reported again, with other losses.
        await journal.Append(Entry(3, microBatch: 0, loss: 7));
        var entries = Assert.Single(await Read(Open(), 3));
        Assert.Equal([7f, 7f], entries[0].Losses);
    }

    [Fact]
    public async Task DeleteFrom_AppendInProgress_IsDeletedToo()
    {
        var journal = Open();
        await Append(journal, 0);
        _storage.IsUp = false;
        var appending = journal.Append(Entry(1, microBatch: 0, loss: 1));
        var deleting = journal.DeleteFrom(0);
        Assert.False(appending.IsCompleted || deleting.IsCompleted);
        _storage.IsUp = true;
        await Task.WhenAll(appending, deleting).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.Empty(await Read(Open(), 0));
        Assert.Empty(await Read(Open(), 1));
    }

    [Fact]
    public async Task Delete_Range_LeavesTheRest()
    {
        var journal = Open();
        for (var step = 0; step < 6; step++)
        {
            await Append(journal, step);
        }

        await journal.Delete(1, 4);
        Assert.Equal([0L], (await Read(Open(), 0)).Select(entries => entries[0].Step));
        Assert.Empty(await Read(Open(), 3));
        Assert.Equal([4L, 5L], (await Read(Open(), 4)).Select(entries => entries[0].Step));
    }

    private StepJournal Open() => new(
        new GrainStateStore(_storage, GrainId.Create("sampler", "journal"), NullLogger.Instance), SmallRun.Spec(microBatches: 2));

    private static async Task Append(StepJournal journal, long step)
    {
        await journal.Append(Entry(step, microBatch: 1, loss: 1));
        await journal.Append(Entry(step, microBatch: 0, loss: 1));
    }

    private static LossReport Entry(long step, int microBatch, float loss) => new(step, [2 * microBatch, (2 * microBatch) + 1], [loss, loss], [0, 0]);

    private static async Task<List<LossReport[]>> Read(StepJournal journal, long first)
    {
        var steps = new List<LossReport[]>();
        await foreach (var entries in journal.ReadFrom(first))
        {
            steps.Add(entries);
        }

        return steps;
    }
}
