using OrleansDro.Abstractions.Results;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Grains.Checkpoints;
using OrleansDro.Grains.Protocol.Sampling;

namespace OrleansDro.Grains.Tests.Membership;

/// <summary>Runs on trainers that compute different bits: their replicas still agree, and the run says that its result cannot be repeated.</summary>
public sealed class MixedKindsTests
{
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(2);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Complete_UnlikeTrainers_AgreeAndItIsTold()
    {
        using var folder = new TemporaryFolder();
        var silos = new UnlikeSilos("AVX512", "AVX2");
        await using var cluster = await SiloCluster.StartAsync(2, silos.Extend, silos.Configure);
        var start = Start(folder.Path);
        RunStatus? training = null;
        var status = await SmallRun.End(cluster.Grains, start, (_, now) =>
        {
            training = now.Kinds.Count > 1 ? now : training;
            return Task.CompletedTask;
        });
        var run = cluster.Grains.GetGrain<IRunGrain>(start.Spec.Name);
        Assert.Equal((RunState.Completed, true), (status.State, status.HasMixedKinds));
        Assert.Equal(["AVX2 1", "AVX512 1"], training!.Kinds.Select(kind => $"{kind.Fingerprint.Kernels} {kind.Trainers}").Order());
        Assert.True(training.HasMixedKinds);

        var events = await run.GetEvents();
        Assert.DoesNotContain(events, item => item.Kind is RunEventKind.Differs or RunEventKind.Restored);
        Assert.Single(events, item => item.Kind == RunEventKind.MixedKinds);
        var result = (await run.GetResult())!;
        Assert.Equal(["AVX2", "AVX512"], result.Fingerprints.Select(fingerprint => fingerprint.Kernels).Order());
        Assert.False(result.IsRepeatable);
        Assert.Equal(result.Fingerprints, Latest(folder).Fingerprints);
    }

    [Fact]
    public async Task Complete_LikeTrainers_NothingIsTold()
    {
        var silos = new UnlikeSilos("AVX2");
        await using var cluster = await SiloCluster.StartAsync(2, silos.Extend, silos.Configure);
        var start = Start(folder: null);
        var status = await SmallRun.End(cluster.Grains, start);
        var run = cluster.Grains.GetGrain<IRunGrain>(start.Spec.Name);
        Assert.Equal((RunState.Completed, false), (status.State, status.HasMixedKinds));
        Assert.DoesNotContain(await run.GetEvents(), item => item.Kind is RunEventKind.MixedKinds or RunEventKind.OtherKind);
        var result = (await run.GetResult())!;
        Assert.Equal(UnlikeSilos.Fingerprint("AVX2"), Assert.Single(result.Fingerprints));
        Assert.True(result.IsRepeatable);
    }

    /// <summary>One of another kind would bring other bits, and replicas that took the step with the one or the other gradient would differ.</summary>
    [Fact]
    public async Task Complete_UnlikeTrainerIsSlow_NobodyComputesItsPart()
    {
        var (calls, silos) = (new HeldCalls(), new UnlikeSilos("AVX512", "AVX2"));
        await using var cluster = await SiloCluster.StartAsync(2, silos.Extend, silo =>
        {
            silos.Configure(silo);
            calls.Watch(silo);
        });
        var start = Start(folder: null, steps: 60);
        var run = cluster.Grains.GetGrain<IRunGrain>(start.Spec.Name);
        await run.Start(start);
        var before = await SmallRun.Until(run, status => status.StepsCommitted >= 5);
        using (calls.Hold(nameof(ISamplerGrain.Report), silo => silo.Equals(cluster.Silos[1].SiloAddress)))
        {
            // Longer than a trainer waits before it would compute the part itself; the slow one stays a member, as it is heard of.
            await Task.Delay(Slow, Token);
            var held = await run.GetStatus();
            Assert.Equal(before.Generation, held.Generation);
            await Task.Delay(Slow / 4, Token);
            Assert.Equal(held.StepsCommitted, (await run.GetStatus()).StepsCommitted);
        }

        Assert.Equal(RunState.Completed, (await SmallRun.Follow(run)).State);
        Assert.DoesNotContain(await run.GetEvents(), item => item.Kind is RunEventKind.Differs or RunEventKind.Restored);
    }

    [Theory]
    [InlineData("AVX512", false)]
    [InlineData("AVX2", true)]
    public async Task Resume_OnAKind_WarnsIfItIsAnotherOne(string kernels, bool warns)
    {
        using var folder = new TemporaryFolder();
        var start = Start(folder.Path, trainers: 1);
        await Complete("AVX512", start with { StopAfter = 6 });
        var (events, result) = await Complete(kernels, start with { Id = Guid.NewGuid(), Resume = true });
        Assert.Equal(warns ? 1 : 0, events.Count(item => item.Kind == RunEventKind.OtherKind));
        Assert.DoesNotContain(events, item => item.Kind == RunEventKind.MixedKinds);
        Assert.Equal(warns ? ["AVX512", "AVX2"] : ["AVX512"], result.Fingerprints.Select(fingerprint => fingerprint.Kernels));
        Assert.Equal(result.Fingerprints, Latest(folder).Fingerprints);
    }

    [Fact]
    public async Task Resume_CheckpointOfAnOlderVersion_DoesNotWarn()
    {
        using var folder = new TemporaryFolder();
        var start = Start(folder.Path, trainers: 1);
        await Complete("AVX512", start with { StopAfter = 6 });
        foreach (var file in Directory.GetFiles(folder.Path, "manifest.json", SearchOption.AllDirectories))
        {
            var manifest = System.Text.Json.Nodes.JsonNode.Parse(await File.ReadAllTextAsync(file, Token))!.AsObject();
            Assert.True(manifest.Remove("fingerprints"));
            await File.WriteAllTextAsync(file, manifest.ToJsonString(), Token);
        }

        var (events, result) = await Complete("AVX2", start with { Id = Guid.NewGuid(), Resume = true });
        Assert.DoesNotContain(events, item => item.Kind is RunEventKind.OtherKind or RunEventKind.MixedKinds);
        Assert.Equal(UnlikeSilos.Fingerprint("AVX2"), Assert.Single(result.Fingerprints));
    }

    private static RunStart Start(string? folder, int trainers = 2, int steps = 12)
    {
        var spec = SmallRun.Spec(steps: steps);
        return new RunStart { Spec = spec with { Model = spec.Model with { Name = UnlikeSilos.Model } }, CheckpointRoot = folder, Trainers = TrainerRange.Exactly(trainers) };
    }

    private static async Task<(IReadOnlyList<RunEvent> Events, RunResult Result)> Complete(string kernels, RunStart start)
    {
        var silos = new UnlikeSilos(kernels);
        await using var cluster = await SiloCluster.StartAsync(1, silos.Extend, silos.Configure);
        var result = await SmallRun.Complete(cluster.Grains, start);
        return (await cluster.Grains.GetGrain<IRunGrain>(start.Spec.Name).GetEvents(), result);
    }

    private static CheckpointManifest Latest(TemporaryFolder folder) => CheckpointFiles.RequireWhole(CheckpointStore.Folders(folder.Path)[0], Token);

    private static async Task<RunStatus> Until(IRunGrain run, Predicate<RunStatus> isSo)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        while (true)
        {
            var status = await run.GetStatus();
            if (isSo(status))
            {
                return status;
            }

            Assert.False(status.State is RunState.Completed or RunState.Failed, $"{status}: it ended too soon.");
            await Task.Delay(10, limit.Token);
        }
    }
}
