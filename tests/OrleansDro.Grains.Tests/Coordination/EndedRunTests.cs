using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using OrleansDro.Abstractions.Cases;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Grains.Protocol.Sampling;

namespace OrleansDro.Grains.Tests.Coordination;

/// <summary>Runs that have ended leave the memory, and answer as before when they are asked.</summary>
public sealed class EndedRunTests
{
    private static readonly TimeSpan Age = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(null)]
    [InlineData(6)]
    public async Task End_WithCheckpoints_AllGrainsLeaveAndAnswerTheSame(int? stopAfter)
    {
        using var folder = new TemporaryFolder();
        await using var cluster = await StartAsync();
        var spec = SmallRun.Spec();
        await SmallRun.Complete(cluster.Grains, new RunStart { Spec = spec, CheckpointRoot = folder.Path, StopAfter = stopAfter });
        var ended = await RequireSameOnceAllHaveLeft(cluster, spec.Name);

        // The trainer has gone, but not what it saw last.
        var hardest = (await ended.GetHardest()).Cases.Take(6).Select(view => view.Id);
        var pictures = await ended.GetPictures();
        Assert.Equal(hardest, pictures.Select(picture => picture.Id));
        Assert.All(pictures, picture => Assert.Equal((144, 144, 144), (picture.Image.Length, picture.Reference.Length, picture.Prediction.Length)));
    }

    [Fact]
    public async Task End_WithoutCheckpoints_SamplerStaysAndTheRunAnswersTheSame()
    {
        await using var cluster = await StartAsync();
        var spec = SmallRun.Spec();
        await SmallRun.Complete(cluster.Grains, new RunStart { Spec = spec });
        var run = cluster.Grains.GetGrain<IRunGrain>(spec.Name);
        var before = await Answers.Of(run);
        await Leave(cluster, ".RunGrain", ".CaseGrain");
        Assert.Contains(await Activations(cluster), type => type.Contains(".SamplerGrain", StringComparison.Ordinal));
        await before.RequireSame(run);
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(run.GetCheckpoints);
        Assert.EndsWith("saves no checkpoints: NodeOptions.CheckpointRoot of its silos is not set.", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task End_AfterACaseWasSetAside_ItIsKnownWhy()
    {
        using var folder = new TemporaryFolder();
        await using var cluster = await StartAsync();
        var spec = SmallRun.Spec(steps: 200);
        var isChanged = false;
        await SmallRun.End(cluster.Grains, new RunStart { Spec = spec, CheckpointRoot = folder.Path }, async (run, now) =>
        {
            if (!isChanged && now.StepsCommitted > 5)
            {
                isChanged = true;
                var page = await run.GetCases(new CaseQuery { Take = 1 });
                await run.ChangeCases(new CaseChange { Kind = CaseChangeKind.Quarantine, Ids = [page.Cases[0].Id], Reason = "Out of focus." });
            }
        });
        Assert.True(isChanged);
        var ended = await RequireSameOnceAllHaveLeft(cluster, spec.Name);
        Assert.Equal("Out of focus.", Assert.Single((await ended.GetCases(new CaseQuery { Take = 100 })).Cases, view => view.Reason is not null).Reason);
        Assert.Single(await ended.GetChanges());
    }

    [Fact]
    public async Task End_Failed_AllGrainsLeaveAndAnswerTheSame()
    {
        using var folder = new TemporaryFolder();
        await using var cluster = await StartAsync();
        var spec = SmallRun.Spec() with { Optimizer = new ComponentSpec("sgd", """{"learningRate": 1e30}"""), Checkpoint = new CheckpointSpec { Every = 1 } };
        var status = await SmallRun.End(cluster.Grains, new RunStart { Spec = spec, CheckpointRoot = folder.Path });
        Assert.Equal(RunState.Failed, status.State);
        var ended = await RequireSameOnceAllHaveLeft(cluster, spec.Name);
        Assert.Empty(await ended.GetPictures());
    }

    [Fact]
    public async Task Wait_LongerThanGrainsStayIdle_RunStaysInMemory()
    {
        // No device, and so no trainer whose heartbeats would keep the run's grain from being idle.
        string[] devices = [];
        await using var cluster = await StartAsync(silo => silo.Services.AddSingleton(_ => new NodeOptions { AllowsAnyFolder = true, Devices = devices }));
        var spec = SmallRun.Spec();
        var run = cluster.Grains.GetGrain<IRunGrain>(spec.Name);
        await run.Start(new RunStart { Spec = spec });

        // An idle grain that was called later than the run has left the memory.
        await cluster.Grains.GetGrain<ISamplerGrain>("idle").GetProgress();
        Assert.Contains(await Activations(cluster), type => type.Contains(".SamplerGrain", StringComparison.Ordinal));
        await Leave(cluster, ".SamplerGrain");
        devices = ["cpu:0"];
        await cluster.JoinAsync();
        Assert.Equal(RunState.Completed, (await SmallRun.Follow(run)).State);
        Assert.DoesNotContain(await run.GetEvents(), item => item.Kind == RunEventKind.Recovered);
    }

    private static Task<SiloCluster> StartAsync(Action<ISiloBuilder>? configure = null) => SiloCluster.StartAsync(1, configure: silo =>
    {
        silo.Configure<GrainCollectionOptions>(collection => (collection.CollectionQuantum, collection.CollectionAge) = (Age / 2, Age));
        configure?.Invoke(silo);
    });

    private static async Task<string[]> Activations(SiloCluster cluster) =>
        [.. (await cluster.Grains.GetGrain<IManagementGrain>(0).GetDetailedGrainStatistics()).Select(activation => activation.GrainType)];

    private static Task<string[]> Leave(SiloCluster cluster, params string[] types) => Eventually.GetAsync(
        () => Activations(cluster),
        activations => !activations.Any(activation => types.Any(type => activation.Contains(type, StringComparison.Ordinal))),
        activations => $"still active: {string.Join(", ", activations)}",
        Limit,
        TestContext.Current.CancellationToken,
        TimeSpan.FromMilliseconds(100));

    private static async Task<IRunGrain> RequireSameOnceAllHaveLeft(SiloCluster cluster, string name)
    {
        var run = cluster.Grains.GetGrain<IRunGrain>(name);
        var before = await Answers.Of(run);
        await Leave(cluster, ".RunGrain", ".SamplerGrain", ".SamplerShardGrain", ".CaseGrain");
        await before.RequireSame(run);
        return run;
    }

    /// <summary>What a run answers.</summary>
    private sealed record Answers(RunStatus Status, string? ModelHash, int Events, IReadOnlyList<CaseView> Cases, IReadOnlyList<GroupView> Groups, CaseView Case)
    {
        public static async Task<Answers> Of(IRunGrain run)
        {
            var page = await run.GetCases(new CaseQuery { Order = CaseOrder.Index, Take = 100 });
            var worst = page.Cases.MaxBy(view => view.Visits)!;
            return new Answers(await run.GetStatus(), (await run.GetResult())?.ModelHash, (await run.GetEvents()).Count, page.Cases, await run.GetGroups(), await run.GetCase(worst.Id));
        }

        public async Task RequireSame(IRunGrain run)
        {
            var now = await Of(run);
            Assert.Equal(Known(Status), Known(now.Status));
            Assert.Equal((ModelHash, Events), (now.ModelHash, now.Events));
            Assert.Equal(Cases, now.Cases);
            Assert.Equal(Groups, now.Groups);
            Assert.Equal(Case.RecentLosses, now.Case.RecentLosses);
            Assert.Equal(Case.LabelLosses.Select(label => label.Losses), now.Case.LabelLosses.Select(label => label.Losses));
        }

        private static (RunState State, long Steps, int Evaluated, string? Failure, long Generation) Known(RunStatus status) =>
            (status.State, status.StepsCommitted, status.CasesEvaluated, status.Failure?.Message, status.Generation);
    }
}
