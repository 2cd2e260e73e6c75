using Microsoft.Extensions.Logging.Abstractions;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Abstractions.Sampling;
using OrleansDro.Grains.Checkpoints;

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
            CheckpointStore.Save(folder.Path, spec, attempt: 1, fingerprints: [], snapshot, [], []);
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
            CheckpointStore.Save(folder.Path, spec, attempt: 1, fingerprints: [], snapshot, [], []);
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
