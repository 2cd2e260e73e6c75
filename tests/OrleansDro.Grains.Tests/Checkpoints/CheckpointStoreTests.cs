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
            CheckpointStore.Save(folder.Path, spec, attempt: 1, snapshot, [], []);
        }

        var store = new CheckpointStore(NullLogger<CheckpointStore>.Instance);
        Assert.Equal(8, store.LoadLatest(folder.Path).Manifest.StepsCommitted);
        Assert.Equal(4, store.FindLatest(folder.Path, manifest => manifest.Attempt == 2 || manifest.StepsCommitted <= 4)!.Manifest.StepsCommitted);
        Assert.Null(store.FindLatest(folder.Path, manifest => manifest.Attempt == 2));
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
