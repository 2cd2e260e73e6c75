using OrleansDro.Abstractions.Runs;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Grains.AllReduce.Gradients;
using OrleansDro.Grains.Protocol.Coordination;
using OrleansDro.Grains.Tests.Training.Fakes;
using OrleansDro.Grains.Training.Context;
using OrleansDro.Grains.Training.Replicas;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Grains.Tests.Training.Replicas;

public sealed class StateTransferTests
{
    /// <summary>Parameters and momentum take several parts, the last of which is shorter.</summary>
    private const int Hidden = 40_000;
    private const long Attempt = 3;

    private static readonly TrainerId Donor = new("silo", "cpu:1");
    private static readonly RunSpec Spec = SmallRun.Spec();

    [Fact]
    public async Task Acquire_FromDonor_HasItsParametersMomentumAndStep()
    {
        await using var donor = await SmallReplica.BuildAsync(Spec, Hidden);
        await donor.Live.InitializeFromSeed(Attempt, 0);
        await TakeStep(donor, step: 0);
        await using var replica = await SmallReplica.BuildAsync(Spec with { Seed = 8 }, Hidden);
        Assert.True(await Acquire(replica, new DonorInMemory(TransferOf(donor))));
        Assert.Equal((1L, Attempt), (replica.Live.Step, replica.Live.Attempt));
        Assert.Equal(await donor.Live.Hash(), await replica.Live.Hash());

        // The momentum shows in the next step.
        await TakeStep(donor, step: 1);
        await TakeStep(replica, step: 1);
        Assert.Equal(await donor.Live.Hash(), await replica.Live.Hash());
    }

    [Fact]
    public async Task Acquire_DonorWithoutState_HasNone()
    {
        await using var replica = await SmallReplica.BuildAsync(Spec);
        Assert.False(await Acquire(replica, new DonorInMemory(null)));
        Assert.Null(replica.Live.Step);
    }

    [Fact]
    public async Task Acquire_DonorIsLostBetweenTwoParts_HasNoneAndAnotherDonorCanGiveIt()
    {
        await using var donor = await SmallReplica.BuildAsync(Spec, Hidden);
        await donor.Live.InitializeFromSeed(Attempt, 0);
        await using var replica = await SmallReplica.BuildAsync(Spec, Hidden);
        var parts = 0;
        var lost = new DonorInMemory(TransferOf(donor)) { BeforePart = () => ++parts == 2 ? throw new TimeoutException() : Task.CompletedTask };
        Assert.False(await Acquire(replica, lost));
        Assert.Null(replica.Live.Step);
        Assert.True(await Acquire(replica, new DonorInMemory(TransferOf(donor))));
        Assert.Equal(0, replica.Live.Step);
    }

    /// <summary>A donor keeps its two latest copies only.</summary>
    [Fact]
    public async Task Acquire_DonorHasDiscardedTheCopy_HasNone()
    {
        await using var donor = await SmallReplica.BuildAsync(Spec, Hidden);
        await donor.Live.InitializeFromSeed(Attempt, 0);
        await using var replica = await SmallReplica.BuildAsync(Spec, Hidden);
        var transfer = TransferOf(donor);
        var busy = new DonorInMemory(transfer)
        {
            BeforePart = async () =>
            {
                await transfer.TakeSnapshot();
                await transfer.TakeSnapshot();
            },
        };
        Assert.False(await Acquire(replica, busy));
        Assert.Null(replica.Live.Step);
    }

    [Fact]
    public async Task Acquire_FromSeedAfterSteps_HasTheParametersOfTheSeed()
    {
        await using var replica = await SmallReplica.BuildAsync(Spec);
        var transfer = TransferOf(replica);
        Assert.True(await transfer.Acquire(1, new StateSource(0, null, null)));
        var seeded = await replica.Live.Hash();
        await TakeStep(replica, step: 0);
        Assert.NotEqual(seeded.Value, (await replica.Live.Hash()).Value);
        Assert.True(await transfer.Acquire(2, new StateSource(0, null, null)));
        Assert.Equal(seeded, await replica.Live.Hash());
        Assert.Equal((0L, 2L), (replica.Live.Step, replica.Live.Attempt));
    }

    [Fact]
    public async Task Acquire_CheckpointThatIsMissing_NamesItsFolder()
    {
        using var folder = new TemporaryFolder();
        await using var replica = await SmallReplica.BuildAsync(Spec);
        var missing = Path.Combine(folder.Path, "step-4");
        var error = await Assert.ThrowsAsync<InvalidInputException>(() => TransferOf(replica).Acquire(1, new StateSource(4, missing, null)));
        Assert.Contains(missing, error.Message, StringComparison.Ordinal);
        Assert.Null(replica.Live.Step);
    }

    private static StateTransfer TransferOf(SmallReplica replica) => new(GrainsWith(new DonorInMemory(null)), replica.Live);

    private static Task<bool> Acquire(SmallReplica replica, DonorInMemory donor) =>
        new StateTransfer(GrainsWith(donor), replica.Live).Acquire(Attempt, new StateSource(0, null, Donor));

    private static RunGrains GrainsWith(DonorInMemory donor) => new(new CoordinatorInMemory(), new SamplerInMemory(1, 1), _ => donor);

    private static async Task TakeStep(SmallReplica replica, long step)
    {
        var values = replica.Live.Buffers.Rent();
        values.Numbers.AsSpan().Fill(0.5f + step);
        await replica.Live.Apply(new StepGradient(step, 1, values));
    }
}
