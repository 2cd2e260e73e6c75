using Microsoft.Extensions.Logging.Abstractions;
using OrleansDro.Abstractions.Results;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Grains.Infrastructure;
using OrleansDro.Grains.Runs;

namespace OrleansDro.Grains.Tests.Audits;

/// <summary>Runs of several silos, one of which may compute wrong gradients.</summary>
public sealed class AuditTests
{
    private const int Every = 4, FlippedStep = 16;

    /// <summary>A bit flips in the fourth audit, in the owner's gradient (role 0) or in that of the auditor (role 1).</summary>
    /// <param name="trainers">How many train: with three a third one decides, with two both compute the part once more.</param>
    /// <param name="role">Who errs.</param>
    /// <param name="agreedStep">The step of the last audit of the same trainer before; two of three take part in each.</param>
    [Theory]
    [InlineData(3, 0, 12)]
    [InlineData(3, 1, 8)]
    [InlineData(2, 0, 12)]
    [InlineData(2, 1, 12)]
    public async Task Complete_BitOfAGradientFlipsOnce_TheTrainerIsEvictedAndTheResultIsThatOfTheUndisturbedRun(int trainers, int role, int agreedStep)
    {
        using var folder = new TemporaryFolder();
        Fault? fault = null;
        var bad = "";
        await using var cluster = await SiloCluster.StartAsync((short)trainers, configure: silo => Fault.Add(silo, address => address == bad ? fault : null));
        var spec = Spec(trainers);
        var undisturbed = await SmallRun.Complete(cluster.Grains, new RunStart { Spec = SmallRun.Again(spec) });

        // The owner's own part is its first pass in a step; the auditor computes it after its own.
        var silos = Ring(cluster);
        bad = silos[((FlippedStep / Every) + role) % trainers];
        fault = Fault.OnceAt(FlippedStep, role);
        var start = new RunStart { Spec = spec, Trainers = TrainerRange.Exactly(trainers), CheckpointRoot = folder.Path };
        var disturbed = await SmallRun.Complete(cluster.Grains, start);

        var events = await cluster.Grains.GetGrain<IRunGrain>(spec.Name).GetEvents();
        Assert.Single(events, item => item.Kind == RunEventKind.AuditDiffers);
        Assert.Equal(bad, Assert.Single(events, item => item.Kind == RunEventKind.Evicted).Trainer!.Silo);
        Assert.Equal(undisturbed.ModelHash, disturbed.ModelHash);
        Assert.Equal(undisturbed.DrawHash, disturbed.DrawHash);
        Assert.Equal(undisturbed.Cases, disturbed.Cases);
        Assert.Equal(disturbed.DrawsIssued, disturbed.DrawsCredited);

        // What was saved after the trainer's last audit that agreed is kept, but not used.
        Assert.Equal(agreedStep, Assert.Single(events, item => item.Kind == RunEventKind.Restored).Step);
        for (var saved = agreedStep + Every; saved < FlippedStep; saved += Every)
        {
            Assert.True(Directory.Exists(Path.Combine(folder.Path, $"distrusted-step-{saved:D8}")));
        }

        var trust = (await RecordOf(cluster, spec)).Trust;
        Assert.Equal([bad], trust.Where(entry => entry.IsEvicted).Select(entry => entry.Trainer.Silo));
    }

    [Theory]
    [InlineData(ComputeMode.Exact, false)]
    [InlineData(ComputeMode.Exact, true)]
    [InlineData(ComputeMode.Fast, false)]
    public async Task Complete_OneOfThreeAlwaysErrsInALayer_IsEvictedAndTheRunBeginsAgainWithoutIt(ComputeMode mode, bool isLocal)
    {
        using var folder = new TemporaryFolder();
        var bad = "";
        var fault = Fault.AfterTheFirstStep();
        await using var cluster = await SiloCluster.StartAsync(3, configure: silo => Fault.Add(silo, address => address == bad ? fault : null));
        var spec = Spec(trainers: 3) with { LocalUpdates = isLocal ? new LocalUpdateSpec { InnerSteps = 2 } : null };
        spec = spec with { Compute = spec.Compute with { Mode = mode } };
        var undisturbed = await SmallRun.Complete(cluster.Grains, new RunStart { Spec = SmallRun.Again(spec) });
        bad = Ring(cluster)[0];
        var disturbed = await SmallRun.Complete(cluster.Grains, new RunStart { Spec = spec, Trainers = TrainerRange.Exactly(3), CheckpointRoot = folder.Path });
        var events = await cluster.Grains.GetGrain<IRunGrain>(spec.Name).GetEvents();
        Assert.Equal(bad, Assert.Single(events, item => item.Kind == RunEventKind.Evicted).Trainer!.Silo);
        Assert.Equal(0, Assert.Single(events, item => item.Kind == RunEventKind.Restored).Step);
        Assert.Equal(disturbed.DrawsIssued, disturbed.DrawsCredited);
        if (mode == ComputeMode.Exact)
        {
            Assert.Equal(undisturbed.ModelHash, disturbed.ModelHash);
            Assert.Equal(undisturbed.Cases, disturbed.Cases);
        }
    }

    [Fact]
    public async Task End_OneOfTwoAlwaysErrsInALayer_FailsAndNamesBothAndUsesNothingOfIt()
    {
        using var folder = new TemporaryFolder();
        var fault = Fault.AfterTheFirstStep();
        string? bad = null;
        await using var cluster = await SiloCluster.StartAsync(2, configure: silo => Fault.Add(silo, address => address == bad ? fault : null));
        bad = Ring(cluster)[0];
        var spec = Spec(trainers: 2) with { Checkpoint = new CheckpointSpec { Every = 2 } };
        var run = cluster.Grains.GetGrain<IRunGrain>(spec.Name);
        var status = await SmallRun.End(cluster.Grains, new RunStart { Spec = spec, Trainers = TrainerRange.Exactly(2), CheckpointRoot = folder.Path });
        Assert.Equal(RunState.Failed, status.State);
        Assert.False(status.Failure!.IsInputError);
        Assert.All(Ring(cluster), silo => Assert.Contains(silo, status.Failure.Message, StringComparison.Ordinal));
        Assert.Equal(Ring(cluster), (await run.GetEvents()).Where(item => item.Kind == RunEventKind.Evicted).Select(item => item.Trainer!.Silo).Order(StringComparer.Ordinal));
        var checkpoints = await run.GetCheckpoints();
        Assert.NotEmpty(checkpoints);
        Assert.All(checkpoints, view => Assert.Equal(CheckpointCondition.Distrusted, view.Condition));
        await Assert.ThrowsAsync<InvalidOperationException>(() => run.Resume(Guid.NewGuid()));
    }

    [Theory]
    [InlineData(ComputeMode.Exact, false)]
    [InlineData(ComputeMode.Exact, true)]
    [InlineData(ComputeMode.Fast, false)]
    public async Task Complete_AllAuditsAgree_TheResultIsTheSameAsWithoutAudits(ComputeMode mode, bool isLocal)
    {
        await using var cluster = await SiloCluster.StartAsync(3);
        var spec = Spec(trainers: 3) with
        {
            Model = new ComponentSpec("unet3d", """{"channels": [4]}"""),
            LocalUpdates = isLocal ? new LocalUpdateSpec { InnerSteps = 2 } : null,
        };
        spec = spec with { Compute = spec.Compute with { Mode = mode, AuditEvery = 1 } };
        var without = await Train(0);
        var with = await Train(1);
        Assert.Equal(without.ModelHash, with.ModelHash);
        Assert.Equal(without.Cases, with.Cases);
        var record = await RecordOf(cluster, with.Spec);
        Assert.DoesNotContain(record.Events, item => item.Kind is RunEventKind.AuditDiffers or RunEventKind.Evicted);

        // On a busy machine a trainer can be taken for lost, and the audit of a step is left out; most are not.
        Assert.InRange(record.Trust.Max(entry => entry.AgreedStep) ?? 0, spec.Steps / 2, spec.Steps - 1);
        Assert.All((await RecordOf(cluster, without.Spec)).Trust, entry => Assert.Null(entry.AgreedStep));

        Task<RunResult> Train(int auditEvery) => SmallRun.Complete(
            cluster.Grains, new RunStart { Spec = SmallRun.Again(spec) with { Compute = spec.Compute with { AuditEvery = auditEvery } }, Trainers = TrainerRange.Exactly(3) });
    }

    /// <summary>The steps of the audits follow from the ring of trainers: their order is that of their names.</summary>
    private static string[] Ring(SiloCluster cluster) => [.. cluster.Silos.Select(silo => silo.SiloAddress.ToParsableString()).Order(StringComparer.Ordinal)];

    private static async Task<RunRecord> RecordOf(SiloCluster cluster, RunSpec spec)
    {
        var storages = new GrainStateStores(cluster.Storage, NullLogger<GrainStateStore>.Instance);
        return (await new DurableRecord<RunRecord>(storages.Of(cluster.Grains.GetGrain<IRunGrain>(spec.Name).GetGrainId()), "run").Read())!;
    }

    private static RunSpec Spec(int trainers)
    {
        var spec = SmallRun.Spec(steps: 24, microBatches: trainers);
        return spec with
        {
            BatchSize = 2 * trainers,
            Model = new ComponentSpec(Fault.Model, """{"channels": [4]}"""),
            Compute = spec.Compute with { AuditEvery = Every },
        };
    }
}
