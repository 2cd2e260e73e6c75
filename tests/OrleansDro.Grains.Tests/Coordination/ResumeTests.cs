using OrleansDro.Abstractions.Results;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Abstractions.Specs;

namespace OrleansDro.Grains.Tests.Coordination;

[Collection(nameof(ClusterTests))]
public sealed class ResumeTests(ClusterFixture cluster)
{
    [Theory]
    [InlineData(0, "hardness", 1)]
    [InlineData(1, "hardness", 2)]
    [InlineData(1, "uniform", 1)]
    public async Task Resume_AfterStop_SameBitsAsUninterrupted(int drawAhead, string sampling, int trainersAfter)
    {
        using var folder = new TemporaryFolder();
        var spec = SmallRun.Spec(sampling, drawAhead: drawAhead);
        var uninterrupted = await SmallRun.Complete(cluster.Grains, new RunStart { Spec = spec });

        var stopped = await SmallRun.Complete(cluster.Grains, new RunStart { Spec = SmallRun.Again(spec), CheckpointRoot = folder.Path, StopAfter = 6 });
        Assert.Equal(6, stopped.StepsCommitted);
        Assert.Null(stopped.Validation);
        var resumed = await Resume(SmallRun.Again(spec), folder.Path, trainersAfter);
        Assert.Equal(uninterrupted.ModelHash, resumed.ModelHash);
        Assert.Equal(uninterrupted.DrawHash, resumed.DrawHash);
        Assert.Equal(uninterrupted.Cases, resumed.Cases);
        Assert.Equal(uninterrupted.DrawsCredited, resumed.DrawsCredited);
        Assert.Equal(
            uninterrupted.Statistics.Select(statistics => (statistics.Step, statistics.Losses, statistics.DrawnLoss)),
            resumed.Statistics.Select(statistics => (statistics.Step, statistics.Losses, statistics.DrawnLoss)));
    }

    [Fact]
    public async Task Resume_AfterStopOnRequest_SameBitsAsUninterrupted()
    {
        using var folder = new TemporaryFolder();
        var spec = SmallRun.Spec(steps: 60);
        var uninterrupted = await SmallRun.Complete(cluster.Grains, new RunStart { Spec = spec });
        var interrupted = new RunStart { Spec = SmallRun.Again(spec), CheckpointRoot = folder.Path };
        var status = await SmallRun.End(cluster.Grains, interrupted, (run, now) => now.StepsCommitted > 5 ? run.Stop() : Task.CompletedTask);
        Assert.Equal(RunState.Stopped, status.State);
        Assert.InRange(status.StepsCommitted, 6, 59);

        var resumed = await Resume(SmallRun.Again(spec), folder.Path, 1);
        Assert.Equal(uninterrupted.ModelHash, resumed.ModelHash);
        Assert.Equal(uninterrupted.DrawHash, resumed.DrawHash);
    }

    [Fact]
    public async Task Resume_FailedAndNothingSaved_IsRefusedAndTheFailureStays()
    {
        using var folder = new TemporaryFolder();
        var start = new RunStart { Spec = SmallRun.Spec() with { Model = new ComponentSpec("none") }, CheckpointRoot = folder.Path };
        var failed = await SmallRun.End(cluster.Grains, start);
        Assert.Equal(RunState.Failed, failed.State);
        var run = cluster.Grains.GetGrain<IRunGrain>(start.Spec.Name);
        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => run.Resume(Guid.NewGuid()));
        Assert.Contains($"no checkpoint in {folder.Path}", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(failed.Failure!.Message, (await run.GetStatus()).Failure!.Message);
    }

    [Fact]
    public async Task Start_EarlierRunOfTheNameFailedBeforeItsFirstStep_TrainsAndIsNotConfusedWithIt()
    {
        var spec = SmallRun.Spec();
        var failed = await SmallRun.End(cluster.Grains, new RunStart { Spec = spec with { Model = new ComponentSpec("none") } });
        Assert.Equal(RunState.Failed, failed.State);
        var result = await SmallRun.Complete(cluster.Grains, new RunStart { Spec = spec });
        Assert.Equal((spec.Steps, spec.Model), (result.StepsCommitted, result.Spec.Model));
        await Assert.ThrowsAsync<InvalidOperationException>(() => cluster.Grains.GetGrain<IRunGrain>(spec.Name).Start(new RunStart { Spec = spec }));
    }

    [Fact]
    public async Task Resume_AtOnceAfterEachStop_SameBitsAsUninterrupted()
    {
        using var folder = new TemporaryFolder();
        var spec = SmallRun.Spec(steps: 40);
        var uninterrupted = await SmallRun.Complete(cluster.Grains, new RunStart { Spec = spec });
        var start = new RunStart { Spec = SmallRun.Again(spec), CheckpointRoot = folder.Path, Trainers = TrainerRange.Any };
        var run = cluster.Grains.GetGrain<IRunGrain>(start.Spec.Name);
        await run.Start(start);
        for (var stops = 0; stops < 2; stops++)
        {
            var before = (await run.GetStatus()).StepsCommitted;
            var status = await SmallRun.Follow(run, (_, now) => now.StepsCommitted > before + 3 ? run.Stop() : Task.CompletedTask);
            Assert.Equal((RunState.Stopped, null), (status.State, status.Failure?.Details));
            await run.Resume(Guid.NewGuid());
        }

        Assert.Equal(RunState.Completed, (await SmallRun.Follow(run)).State);
        var result = (await run.GetResult())!;
        Assert.Equal(uninterrupted.ModelHash, result.ModelHash);
        Assert.Equal(uninterrupted.DrawHash, result.DrawHash);
    }

    [Fact]
    public async Task Resume_SameRequestTwice_GoesOnOnce()
    {
        using var folder = new TemporaryFolder();
        var spec = SmallRun.Spec();
        await SmallRun.Complete(cluster.Grains, new RunStart { Spec = spec, CheckpointRoot = folder.Path, StopAfter = 6 });
        var (run, request) = (cluster.Grains.GetGrain<IRunGrain>(spec.Name), Guid.NewGuid());
        await run.Resume(request);
        await run.Resume(request);
        await Assert.ThrowsAsync<InvalidOperationException>(() => run.Resume(Guid.NewGuid()));
        Assert.Equal(RunState.Completed, (await SmallRun.Follow(run)).State);
        await run.Resume(request);
        Assert.Equal(spec.Steps, (await run.GetResult())!.StepsCommitted);
    }

    [Theory]
    [InlineData("model.safetensors")]
    [InlineData("optimizer.safetensors")]
    [InlineData("history.safetensors")]
    [InlineData("manifest.json")]
    public async Task Resume_LatestCheckpointDamaged_UsesTheOneBefore(string file)
    {
        using var folder = new TemporaryFolder();
        var spec = SmallRun.Spec();
        var uninterrupted = await SmallRun.Complete(cluster.Grains, new RunStart { Spec = spec });
        await SmallRun.Complete(cluster.Grains, new RunStart { Spec = SmallRun.Again(spec), CheckpointRoot = folder.Path, StopAfter = 8 });
        Assert.Equal(["step-00000004", "step-00000008"], Directory.GetDirectories(folder.Path).Select(Path.GetFileName).Order());

        var path = Path.Combine(folder.Path, "step-00000008", file);
        var bytes = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        bytes[^(bytes.Length / 3)] ^= 1;
        await File.WriteAllBytesAsync(path, file == "manifest.json" ? bytes[..^9] : bytes, TestContext.Current.CancellationToken);
        var resumed = await Resume(SmallRun.Again(spec), folder.Path, 1);
        Assert.Equal(uninterrupted.ModelHash, resumed.ModelHash);
        Assert.Equal(uninterrupted.Cases, resumed.Cases);
    }

    [Fact]
    public async Task Resume_OtherAudits_GoesOn()
    {
        using var folder = new TemporaryFolder();
        var spec = SmallRun.Spec();
        await SmallRun.Complete(cluster.Grains, new RunStart { Spec = SmallRun.Again(spec), CheckpointRoot = folder.Path, StopAfter = 4 });
        var resumed = await Resume(SmallRun.Again(spec) with { Compute = spec.Compute with { AuditEvery = 0 } }, folder.Path, 1);
        Assert.Equal(spec.Steps, resumed.StepsCommitted);
    }

    [Fact]
    public async Task Start_NegativeAuditEvery_IsRefusedByField()
    {
        var spec = SmallRun.Spec();
        var status = await SmallRun.End(cluster.Grains, new RunStart { Spec = spec with { Compute = spec.Compute with { AuditEvery = -1 } } });
        Assert.True(status.Failure!.IsInputError);
        Assert.Contains("'compute.auditEvery'", status.Failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Resume_OtherSpec_IsRefusedByField()
    {
        using var folder = new TemporaryFolder();
        var spec = SmallRun.Spec();
        await SmallRun.Complete(cluster.Grains, new RunStart { Spec = spec, CheckpointRoot = folder.Path, StopAfter = 4 });
        var other = SmallRun.Again(spec) with { Seed = 9 };
        var status = await SmallRun.End(cluster.Grains, new RunStart { Spec = other, CheckpointRoot = folder.Path, Resume = true });
        Assert.True(status.Failure!.IsInputError);
        Assert.Contains("'seed'", status.Failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Resume_NoCheckpoint_IsRefused()
    {
        using var folder = new TemporaryFolder();
        var status = await SmallRun.End(cluster.Grains, new RunStart { Spec = SmallRun.Spec(), CheckpointRoot = folder.Path, Resume = true });
        Assert.True(status.Failure!.IsInputError);
        Assert.Contains("no checkpoint", status.Failure.Message, StringComparison.Ordinal);
    }

    private async Task<RunResult> Resume(RunSpec spec, string root, int trainers) =>
        await SmallRun.Complete(cluster.Grains, new RunStart { Spec = spec, CheckpointRoot = root, Resume = true, Trainers = TrainerRange.Exactly(trainers) });
}
