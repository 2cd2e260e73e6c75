using OrleansDro.Abstractions.Runs;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Grains.Protocol.Coordination;
using OrleansDro.Grains.Tests.Audits;

namespace OrleansDro.Grains.Tests.Training.SelfTesting;

/// <summary>A trainer takes part in a run only if its device computes the run's network right.</summary>
public sealed class SelfTestGateTests
{
    /// <summary>The one that errs may be refused before the other has registered.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Complete_OneOfTwoErrs_IsNotUsedAndTheResultIsThatOfTheOther(bool isOtherLate)
    {
        string? bad = null;
        var fault = Fault.Always();
        var calls = new HeldCalls();
        await using var cluster = await SiloCluster.StartAsync(2, configure: silo =>
        {
            Fault.Add(silo, address => address == bad ? fault : null);
            calls.Watch(silo);
        });
        var undisturbed = await SmallRun.Complete(cluster.Grains, new RunStart { Spec = Spec(channels: 8) });
        bad = cluster.Silos[0].SiloAddress.ToParsableString();
        var spec = Spec(channels: 12); // another network, as the silos have tested the first one
        using var registrations = calls.Hold(nameof(IRunCoordinator.Register), silo => isOtherLate && silo.ToParsableString() != bad);
        var completion = SmallRun.Complete(cluster.Grains, new RunStart { Spec = spec, Trainers = TrainerRange.Exactly(2) });
        await SmallRun.Until(cluster.Grains.GetGrain<IRunGrain>(spec.Name), status => status.Refusals.Count > 0);
        registrations.Dispose();
        var result = await completion;
        var events = await cluster.Grains.GetGrain<IRunGrain>(spec.Name).GetEvents();
        var failed = Assert.Single(events, item => item.Kind == RunEventKind.SelfTestFailed);
        Assert.Equal(bad, failed.Trainer!.Silo);
        Assert.Contains("'_shift'", failed.Detail, StringComparison.Ordinal);
        Assert.Equal([failed], (await cluster.Grains.GetGrain<IRunGrain>(spec.Name).GetStatus()).Refusals);
        Assert.DoesNotContain(events, item => item.Kind == RunEventKind.Joined && item.Trainer!.Silo == bad);
        Assert.Equal(spec.Steps, result.StepsCommitted);
        Assert.Equal(undisturbed.DrawsIssued, result.DrawsIssued);
    }

    [Fact]
    public async Task End_AllErr_FailsAndSavesNothing()
    {
        using var folder = new TemporaryFolder();
        var fault = Fault.Always();
        await using var cluster = await SiloCluster.StartAsync(2, configure: silo => Fault.Add(silo, _ => fault));
        var status = await SmallRun.End(cluster.Grains, new RunStart { Spec = Spec(channels: 8), CheckpointRoot = folder.Path });
        Assert.Equal(RunState.Failed, status.State);
        Assert.True(status.Failure!.IsWrongArithmetic);
        Assert.False(status.Failure.IsInputError);
        Assert.Contains("'_shift'", status.Failure.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    private static RunSpec Spec(int channels)
    {
        var spec = SmallRun.Spec(steps: 6, microBatches: 2);
        return spec with { Model = new ComponentSpec(Fault.Model, $$"""{"channels": [4, {{channels}}]}""") };
    }
}
