using Microsoft.Extensions.Logging.Abstractions;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Grains.Checkpoints;
using OrleansDro.Grains.Protocol.Sampling;
using OrleansDro.Grains.Protocol.Sampling.Shards;
using OrleansDro.Learning.Checkpoints;

namespace OrleansDro.Grains.Tests.Checkpoints;

[Collection(nameof(ClusterTests))]
public sealed class CheckpointStoreTests(ClusterFixture cluster)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task FindLatest_AttemptBeforeSavedLate_FindsTheOneThatTheAttemptBeganFrom()
    {
        using var folder = new TemporaryFolder();
        var spec = SmallRun.Spec(steps: 12, drawAhead: 0);
        foreach (var snapshot in await SnapshotsOf(spec, 3, 7))
        {
            CheckpointWriter.Save(folder.Path, new SavedRun(spec, Attempt: 1, [], []), snapshot, [], [], spec.Checkpoint.Keep);
        }

        var store = new CheckpointStore(NullLogger<CheckpointStore>.Instance);
        Assert.Equal(8, store.LoadLatest(folder.Path).Manifest.StepsCommitted);
        Assert.Equal(4, store.FindLatest(folder.Path, manifest => manifest.Attempt == 2 || manifest.StepsCommitted <= 4)!.Manifest.StepsCommitted);
        Assert.Null(store.FindLatest(folder.Path, manifest => manifest.Attempt == 2));
    }

    [Fact]
    public async Task Read_OneIsDamaged_LatestFirstEachWithItsCondition()
    {
        using var folder = new TemporaryFolder();
        var spec = SmallRun.Spec(steps: 12, drawAhead: 0);
        foreach (var snapshot in await SnapshotsOf(spec, 3, 7))
        {
            CheckpointWriter.Save(folder.Path, new SavedRun(spec, Attempt: 1, [], []), snapshot, [], [], spec.Checkpoint.Keep);
        }

        var history = Path.Combine(folder.Path, "step-00000008", "history.safetensors");
        var bytes = await File.ReadAllBytesAsync(history, TestContext.Current.CancellationToken);
        bytes[^1] ^= 1;
        await File.WriteAllBytesAsync(history, bytes, TestContext.Current.CancellationToken);

        var list = CheckpointList.Read(folder.Path, Limit);
        Assert.Equal(
            [(8, CheckpointCondition.Damaged, "has a damaged file history.safetensors"), (4, CheckpointCondition.Whole, null)],
            list.Select(view => ((int)view.StepsCommitted, view.Condition, view.Problem)));
        Assert.All(list, view => Assert.InRange(view.SavedAt, DateTimeOffset.UtcNow - TimeSpan.FromMinutes(1), DateTimeOffset.UtcNow));
        Assert.Equal(Directory.GetFiles(Path.GetDirectoryName(history)!).Sum(file => new FileInfo(file).Length), list[0].Bytes);
        Assert.All(CheckpointList.Read(folder.Path, TimeSpan.Zero), view => Assert.Equal(CheckpointCondition.Unchecked, view.Condition));
    }

    [Fact]
    public async Task SetAside_Some_AreKeptAndShownAndNeverGoneOnFrom()
    {
        using var folder = new TemporaryFolder();
        var spec = SmallRun.Spec(steps: 12, drawAhead: 0);
        var snapshots = await SnapshotsOf(spec, 3, 7);
        foreach (var snapshot in snapshots)
        {
            CheckpointWriter.Save(folder.Path, new SavedRun(spec, Attempt: 1, [], []), snapshot, [], [], spec.Checkpoint.Keep);
        }

        CheckpointStore.SetAside(folder.Path, manifest => manifest.StepsCommitted > 4);
        var store = new CheckpointStore(NullLogger<CheckpointStore>.Instance);
        Assert.Equal(4, store.LoadLatest(folder.Path).Manifest.StepsCommitted);
        Assert.Equal(
            [(8, CheckpointCondition.Distrusted), (4, CheckpointCondition.Whole)],
            CheckpointList.Read(folder.Path, Limit).Select(view => ((int)view.StepsCommitted, view.Condition)));

        // The step comes again, and may be set aside again.
        CheckpointWriter.Save(folder.Path, new SavedRun(spec, Attempt: 2, [], []), snapshots[1], [], [], spec.Checkpoint.Keep);
        Assert.Equal(8, store.LoadLatest(folder.Path).Manifest.StepsCommitted);
        CheckpointStore.SetAside(folder.Path, manifest => manifest.Attempt == 2);
        Assert.Equal([8L, 8L, 4L], CheckpointList.Read(folder.Path, Limit).Select(view => view.StepsCommitted));
        CheckpointStore.SetAside(folder.Path, _ => true);
        Assert.False(CheckpointStore.Any(folder.Path));
        Assert.Equal(3, Directory.GetDirectories(folder.Path).Length);
    }

    [Fact]
    public async Task Save_OlderThanThoseToKeep_AreDeletedButTheLatestThatIsKnownToBeGood()
    {
        using var folder = new TemporaryFolder();
        var spec = SmallRun.Spec(steps: 24, drawAhead: 0) with { Checkpoint = new CheckpointSpec { Every = 4, Keep = 2 } };
        foreach (var snapshot in await SnapshotsOf(spec, 3, 7, 11, 15))
        {
            CheckpointWriter.Save(folder.Path, new SavedRun(spec, Attempt: 1, [], []), snapshot, [], [], spec.Checkpoint.Keep, goodSteps: 6);
        }

        Assert.Equal([16L, 12L, 4L], CheckpointStore.Folders(folder.Path).Select(CheckpointStore.StepsOf));
    }

    [Fact]
    public async Task Save_AnAttemptBeforeSavedAnotherStateOfTheStepLate_ReplacesIt()
    {
        using var folder = new TemporaryFolder();
        var spec = SmallRun.Spec(steps: 12, drawAhead: 0);
        var snapshot = Assert.Single(await SnapshotsOf(spec, 3));
        CheckpointWriter.Save(folder.Path, new SavedRun(spec, Attempt: 1, [], []), snapshot, [StoredTensor.Vector("weights", [1f])], [], spec.Checkpoint.Keep);
        CheckpointWriter.Save(folder.Path, new SavedRun(spec, Attempt: 2, [], []), snapshot, [StoredTensor.Vector("weights", [2f])], [], spec.Checkpoint.Keep);
        var saved = Assert.Single(Directory.GetDirectories(folder.Path));
        Assert.Equal([2f], CheckpointFiles.ReadTensors(saved, CheckpointFiles.Model)["weights"].ToArray<float>());
    }

    /// <summary>Of any committed step, as the last trainer may leave after each.</summary>
    private async Task<List<SamplerSnapshot>> SnapshotsOf(RunSpec spec, params long[] steps)
    {
        var sampler = cluster.Grains.GetGrain<ISamplerGrain>(spec.Name);
        await sampler.Start(new SamplerStart { Spec = spec with { Checkpoint = new CheckpointSpec { Every = 0 } }, Cases = 20, LastStep = spec.Steps - 1 });
        var snapshots = new List<SamplerSnapshot>();
        for (var step = 0L; step <= steps[^1]; step++)
        {
            var batch = (await sampler.Draw(step).WaitAsync(Limit)).Batch!;
            await sampler.Report(new LossReport(step, [.. batch.Draws.Select(draw => draw.Slot)], [.. batch.Draws.Select(draw => (float)draw.Case)], new sbyte[batch.Draws.Length]));
            if (steps.Contains(step))
            {
                await sampler.Draw(step + 1).WaitAsync(Limit);
                snapshots.Add((await sampler.GetSnapshot(step).WaitAsync(Limit))!);
            }
        }

        return snapshots;
    }
}
