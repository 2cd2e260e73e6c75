using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using OrleansDro.Abstractions.Fleet;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Grains.Infrastructure;
using OrleansDro.Grains.Tests.Training.SelfTesting;
using OrleansDro.Learning.Data.Phantoms;
using OrleansDro.Learning.Models;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Grains.Tests.Membership;

/// <summary>Runs over several silos that lose something: bits, the storage, room on the disk.</summary>
public sealed class LostAndFoundTests
{
    private const int Steps = 80;

    [Fact]
    public async Task Complete_BitFlipsInAReplica_IsFoundAndTheResultIsThatOfTheUndisturbedRun()
    {
        using var folder = new TemporaryFolder();
        var copies = 0;

        // The self-test takes smaller volumes, and none of its copies is bad.
        await using var cluster = await SiloCluster.StartAsync(3, catalog => catalog.AddModel<UNet3dOptions>(
            "flipping",
            (options, task) => new FlippingNetwork(
                new UNet3d(options, task), !task.ExampleShape.SequenceEqual(UNet3d.SmallestExample(options, task)) && Interlocked.Increment(ref copies) == 2),
            UNet3d.SmallestExample));
        var spec = SmallRun.Spec(steps: Steps) with { Model = new ComponentSpec("flipping", """{"channels": [4]}"""), Checkpoint = new CheckpointSpec { Every = 10 } };
        var disturbed = await SmallRun.Complete(cluster.Grains, new RunStart { Spec = spec, Trainers = TrainerRange.Exactly(3), CheckpointRoot = folder.Path });
        var events = await cluster.Grains.GetGrain<IRunGrain>(spec.Name).GetEvents();
        Assert.Contains(events, item => item.Kind == RunEventKind.Differs);
        Assert.Contains(events, item => item.Kind == RunEventKind.Restored);

        // Later copies are good.
        var undisturbed = await SmallRun.Complete(cluster.Grains, new RunStart { Spec = SmallRun.Again(spec) });
        Assert.Equal(undisturbed.ModelHash, disturbed.ModelHash);
        Assert.Equal(undisturbed.DrawHash, disturbed.DrawHash);
        Assert.Equal(undisturbed.Cases, disturbed.Cases);
        Assert.Equal(disturbed.DrawsIssued, disturbed.DrawsCredited);
    }

    [Fact]
    public async Task Complete_StorageIsAwayForAWhile_WaitsAndSaysSoAndLosesNothing()
    {
        await using var cluster = await SiloCluster.StartAsync(1);
        var spec = SmallRun.Spec(steps: Steps);
        var undisturbed = await SmallRun.Complete(cluster.Grains, new RunStart { Spec = SmallRun.Again(spec) });
        var (wasAway, hasSaidSo) = (false, false);
        var status = await SmallRun.End(cluster.Grains, new RunStart { Spec = spec }, (_, now) =>
        {
            if (now.StepsCommitted > 5 && !wasAway)
            {
                wasAway = true;
                cluster.Storage.IsUp = false;
            }

            if (now.Waiting == WaitReason.Storage)
            {
                hasSaidSo = true;
                cluster.Storage.IsUp = true;
            }

            return Task.CompletedTask;
        });
        Assert.Equal(RunState.Completed, status.State);
        Assert.True(hasSaidSo);
        var disturbed = (await cluster.Grains.GetGrain<IRunGrain>(spec.Name).GetResult())!;
        Assert.Equal(undisturbed.ModelHash, disturbed.ModelHash);
        Assert.Equal(undisturbed.Cases, disturbed.Cases);
    }

    /// <summary>Training goes on while the disk is full; the end waits until there is room for the model.</summary>
    [Fact]
    public async Task Complete_DiskIsFullForAWhile_GoesOnAndSavesTheModelInTheEnd()
    {
        using var folder = new TemporaryFolder();
        using var disk = SmallDisk.TryMount(folder.Path, megabytes: 2);
        Assert.SkipWhen(disk is null, "A small disk can only be mounted by root.");
        await using var cluster = await SiloCluster.StartAsync(1);
        var root = Path.Combine(folder.Path, "checkpoints");
        var spec = SmallRun.Spec(steps: Steps) with { Checkpoint = new CheckpointSpec { Every = 10 } };
        var undisturbed = await SmallRun.Complete(cluster.Grains, new RunStart { Spec = SmallRun.Again(spec) });
        var (kept, waited) = ("", false);
        var status = await SmallRun.End(cluster.Grains, new RunStart { Spec = spec, CheckpointRoot = root }, async (run, now) =>
        {
            if (kept.Length == 0 && (await run.GetEvents()).Any(item => item.Kind == RunEventKind.Saved))
            {
                kept = Directory.GetDirectories(root).Order().First();
                disk.Fill();
            }

            if (!waited && now.Waiting == WaitReason.Storage)
            {
                waited = true;
                Assert.Equal(Steps, now.StepsCommitted);
                Assert.True(Directory.Exists(kept), "The checkpoint that was good is gone.");
                disk.Free();
            }
        });
        Assert.Equal((RunState.Completed, true), (status.State, waited));
        Assert.Contains(await cluster.Grains.GetGrain<IRunGrain>(spec.Name).GetEvents(), item => item.Kind == RunEventKind.NotSaved);
        Assert.True(File.Exists(Path.Combine(root, $"step-{Steps:D8}", "model.safetensors")), "The model is not saved.");
        Assert.Equal(undisturbed.ModelHash, (await cluster.Grains.GetGrain<IRunGrain>(spec.Name).GetResult())!.ModelHash);
    }

    [Fact]
    public async Task Complete_OneNodeLacksItsData_IsNamedAndTheOtherTrains()
    {
        var catalogs = 0;
        await using var cluster = await SiloCluster.StartAsync(2, catalog =>
        {
            var isMounted = Interlocked.Increment(ref catalogs) > 1;
            catalog.AddDataSet<PhantomOptions>(
                "mounted", (options, seed) => isMounted ? new PhantomDataSet(options with { Seed = options.Seed + seed }) : throw new InvalidInputException("The mount is missing."));
        });
        var spec = SmallRun.Spec();
        var undisturbed = await SmallRun.Complete(cluster.Grains, new RunStart { Spec = spec });
        spec = SmallRun.Again(spec) with { Data = spec.Data with { Name = "mounted" } };
        var result = await SmallRun.Complete(cluster.Grains, new RunStart { Spec = spec, Trainers = TrainerRange.Exactly(2) });
        Assert.Equal(undisturbed.ModelHash, result.ModelHash);
        var events = await cluster.Grains.GetGrain<IRunGrain>(spec.Name).GetEvents();
        var refused = Assert.Single(events, item => item.Kind == RunEventKind.Failed);
        Assert.Equal("The mount is missing.", refused.Detail);
        Assert.DoesNotContain(events, item => item.Kind == RunEventKind.Joined && item.Trainer == refused.Trainer);
    }

    [Fact]
    public async Task End_NoNodeHasTheData_FailsWithTheReason()
    {
        await using var cluster = await SiloCluster.StartAsync(
            2, catalog => catalog.AddDataSet<PhantomOptions>("mounted", (_, _) => throw new InvalidInputException("The mount is missing.")));
        var spec = SmallRun.Spec();
        spec = spec with { Data = spec.Data with { Name = "mounted" } };
        var status = await SmallRun.End(cluster.Grains, new RunStart { Spec = spec, Trainers = TrainerRange.Any });
        Assert.Equal((RunState.Failed, "The mount is missing.", true), (status.State, status.Failure?.Message, status.Failure?.IsInputError));
    }

    [Fact]
    public async Task End_DiskStaysFull_FailsAndCanBeResumed()
    {
        using var folder = new TemporaryFolder();
        using var disk = SmallDisk.TryMount(folder.Path, megabytes: 2);
        Assert.SkipWhen(disk is null, "A small disk can only be mounted by root.");
        await using var cluster = await SiloCluster.StartAsync(
            1, configure: silo => silo.Services.AddSingleton(new NodeOptions { AllowsAnyFolder = true, LastCheckpointLimit = TimeSpan.FromSeconds(2) }));
        var root = Path.Combine(folder.Path, "checkpoints");
        var spec = SmallRun.Spec(steps: 40) with { Checkpoint = new CheckpointSpec { Every = 10 } };
        var undisturbed = await SmallRun.Complete(cluster.Grains, new RunStart { Spec = SmallRun.Again(spec) });
        var isFull = false;
        var status = await SmallRun.End(cluster.Grains, new RunStart { Spec = spec, CheckpointRoot = root }, async (run, _) =>
        {
            if (!isFull && (await run.GetEvents()).Any(item => item.Kind == RunEventKind.Saved))
            {
                isFull = true;
                disk.Fill();
            }
        });
        Assert.Equal((RunState.Failed, false), (status.State, status.Failure!.IsInputError));
        Assert.Contains(root, status.Failure.Message, StringComparison.Ordinal);
        disk.Free();
        var result = await SmallRun.Complete(cluster.Grains, new RunStart { Spec = SmallRun.Again(spec), CheckpointRoot = root, Resume = true });
        Assert.Equal(undisturbed.ModelHash, result.ModelHash);
    }

    [Fact]
    public async Task Complete_SamplerAndLatestCheckpointAreLost_TheOneBeforeAndTheJournalGiveAllBack()
    {
        using var folder = new TemporaryFolder();
        await using var cluster = await SiloCluster.StartAsync(3);
        var spec = SmallRun.Spec(steps: 200) with { Checkpoint = new CheckpointSpec { Every = 10 } };
        var undisturbed = await SmallRun.Complete(cluster.Grains, new RunStart { Spec = SmallRun.Again(spec) });
        var isLost = false;
        var status = await SmallRun.End(cluster.Grains, new RunStart { Spec = spec, Trainers = TrainerRange.Any, CheckpointRoot = folder.Path }, async (_, now) =>
        {
            if (!isLost && now.StepsCommitted > 25 && now.Trainers.Count(trainer => trainer.MicroBatches.Count > 0) > 1)
            {
                isLost = true;
                var latest = Directory.GetDirectories(folder.Path, "step-????????").Order().Last();
                await File.WriteAllTextAsync(Path.Combine(latest, "history.safetensors"), "torn", TestContext.Current.CancellationToken);
                var silos = await cluster.Grains.GetGrain<IManagementGrain>(0).GetDetailedGrainStatistics();
                var home = silos.First(activation => activation.GrainType.Contains(".SamplerGrain", StringComparison.Ordinal)).SiloAddress;
                await cluster.KillAsync(cluster.Silos.First(silo => silo.SiloAddress.Equals(home)));
            }
        });
        Assert.True(isLost);
        Assert.True(status.Failure is null, status.Failure?.Details ?? status.Failure?.Message);
        var disturbed = (await RetryUntilAnswered.Call(() => cluster.Grains.GetGrain<IRunGrain>(spec.Name).GetResult(), TestContext.Current.CancellationToken))!;
        Assert.Equal(undisturbed.ModelHash, disturbed.ModelHash);
        Assert.Equal(undisturbed.DrawHash, disturbed.DrawHash);
        Assert.Equal(undisturbed.Cases, disturbed.Cases);
        Assert.Equal(disturbed.DrawsIssued, disturbed.DrawsCredited);
    }

    [Fact]
    public async Task Complete_TwoRunsAtOnce_ShareTheTrainersAndHaveTheirOwnResults()
    {
        await using var cluster = await SiloCluster.StartAsync(2);
        var (one, other) = (SmallRun.Spec(steps: 150), SmallRun.Spec(steps: 150) with { Seed = 9 });
        var alone = await SmallRun.Complete(cluster.Grains, new RunStart { Spec = SmallRun.Again(one) });
        var shared = new ConcurrentDictionary<string, bool>();
        var both = await Task.WhenAll(new[] { one, other }.Select(spec => SmallRun.End(cluster.Grains, new RunStart { Spec = spec, Trainers = TrainerRange.Any }, async (_, _) =>
        {
            var devices = await cluster.Grains.GetGrain<IFleetGrain>(0).GetDevices();
            if (devices.Select(device => device.Run).Distinct().Count(run => run is not null) == 2)
            {
                shared[spec.Name] = true;
            }
        })));
        Assert.All(both, status => Assert.Equal(RunState.Completed, status.State));
        Assert.Equal(2, shared.Count);
        Assert.Equal(alone.ModelHash, (await cluster.Grains.GetGrain<IRunGrain>(one.Name).GetResult())!.ModelHash);
    }
}
