using OrleansDro.Abstractions.Results;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Grains.Protocol.AllReduce;
using OrleansDro.Grains.Protocol.Coordination;
using OrleansDro.Grains.Protocol.Sampling;

namespace OrleansDro.Grains.Tests.Membership;

/// <summary>A trainer that joins, and that becomes a member two steps behind the others as one of them is lost: it can neither take the steps that it lacks nor be shown all of them.</summary>
public sealed class LeftBehindTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Where some of the others are left it gets their state; where all are lost, the run goes on from what is saved.</summary>
    [Theory]
    [InlineData(ComputeMode.Exact, 1, false)]
    [InlineData(ComputeMode.Exact, 2, false)]
    [InlineData(ComputeMode.Fast, 2, false)]
    [InlineData(ComputeMode.Exact, 1, true)]
    public async Task Complete_JoinerIsTwoStepsBehindWhenMembersAreLost_GoesOnWithTheOthersStateOrWhatIsSaved(ComputeMode mode, int lost, bool areUnlike)
    {
        var (events, result, undisturbed) = await Train(mode, lost, areUnlike ? new UnlikeSilos("AVX512", "AVX2", "AVX") : new UnlikeSilos("AVX512"));
        var isBitIdentical = mode == ComputeMode.Exact && !areUnlike;
        var rollbacks = events.Count(item => item.Kind == RunEventKind.Restored);
        if (isBitIdentical || lost == 1)
        {
            Assert.Equal(lost == 2 ? 1 : 0, rollbacks);
        }
        else
        {
            // A member that is behind copies the others' state if bits may differ. It may have done so just before they were lost: then no rollback is needed.
            Assert.InRange(rollbacks, 0, 1);
        }

        Assert.DoesNotContain(events, item => item.Kind == RunEventKind.Differs);
        Assert.Equal((undisturbed.DrawsIssued, undisturbed.DrawsIssued), (result.DrawsIssued, result.DrawsCredited));
        if (isBitIdentical)
        {
            Assert.Equal(undisturbed.ModelHash, result.ModelHash);
        }
    }

    /// <summary>Two train; another joins, and is cut off from the gradients until the two are two steps ahead and some of them are not heard of any more.</summary>
    private static async Task<(IReadOnlyList<RunEvent> Events, RunResult Result, RunResult Undisturbed)> Train(ComputeMode mode, int lost, UnlikeSilos silos)
    {
        var calls = new HeldCalls();
        await using var cluster = await SiloCluster.StartAsync(2, silos.Extend, silo =>
        {
            silos.Configure(silo);
            calls.Watch(silo);
        });
        var first = cluster.Silos.Select(silo => silo.SiloAddress).ToArray();
        var spec = SmallRun.Spec(steps: 60);
        spec = spec with { Compute = spec.Compute with { Mode = mode }, Model = spec.Model with { Name = UnlikeSilos.Model } };
        var undisturbed = await SmallRun.Complete(cluster.Grains, new RunStart { Spec = SmallRun.Again(spec), Trainers = TrainerRange.Exactly(2) });

        using var gradients = calls.Hold(nameof(IGradientReducerService.GetReduced), silo => !first.Contains(silo));
        var run = cluster.Grains.GetGrain<IRunGrain>(spec.Name);
        await run.Start(new RunStart { Spec = spec, Trainers = TrainerRange.Any });
        await Until(status => status.StepsCommitted >= 5 && Members(status) == 2);
        RunStatus joined;
        using (calls.Hold(nameof(ISamplerGrain.Report), first.Contains))
        {
            await cluster.JoinAsync();
            joined = await Until(status => Members(status) == 3);
        }

        var joiner = joined.Trainers.Single(trainer => !first.Contains(SiloAddress.FromParsableString(trainer.Trainer.Silo)));
        await Until(status => status.StepsCommitted >= joiner.Step + 2);
        using (calls.Hold(nameof(IRunCoordinator.Heartbeat), first[..lost].Contains))
        {
            await Until(status => status.Generation > joined.Generation && Members(status) == 3 - lost);
            gradients.Dispose();
            await Until(status => status.StepsCommitted > joiner.Step + 4);
        }

        Assert.Equal(RunState.Completed, (await SmallRun.Follow(run)).State);
        return (await run.GetEvents(), (await run.GetResult())!, undisturbed);

        int Members(RunStatus status) => status.Trainers.Count(trainer => trainer.MicroBatches.Count > 0);

        Task<RunStatus> Until(Predicate<RunStatus> isSo) => SmallRun.Until(run, isSo);
    }
}
