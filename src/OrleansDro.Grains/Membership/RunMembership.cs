using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Infrastructure;
using OrleansDro.Grains.Runs;

namespace OrleansDro.Grains.Membership;

/// <summary>Decides repeatedly which trainers are members of a run, and carries the decisions out.</summary>
internal sealed class RunMembership(
    DurableRun run, RunSampler sampler, RunDevices devices, RunOrders orders, RunGenerations generations, ReplicaAgreement agreement, RunRollback rollback, RunEvictions evictions,
    HopelessRun hopeless, TrainerRegistry registry, AsyncPulse changed)
{
    private static readonly TimeSpan DecisionInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>The latest decision.</summary>
    public MembershipDecision Decision { get; private set; } = new(MembershipAction.Keep, null, WaitReason.NoTrainers, MembershipPolicy.NoTrainer);

    /// <summary>Decides after each change, and at least every 100 ms, as long as the run needs trainers.</summary>
    /// <param name="ended">Ends the loop.</param>
    public async Task RunLoop(CancellationToken ended)
    {
        while (run.Record is { IsActive: true, Failure: null } && !run.IsSuperseded && !ended.IsCancellationRequested)
        {
            if (run.State != RunState.Preparing)
            {
                await sampler.RefreshProgress();
            }

            if (!await evictions.ResolveDispute())
            {
                await InvalidateDiverged();
                registry.InvalidateStatesLeftBehind(run.Record.Current, sampler.StepsCommitted);
                registry.InvalidateStrandedStates(run.Record.Generations);
                await Decide();
            }

            await hopeless.CountLossInTest();
            registry.RemoveExpired();
            await Task.WhenAny(changed.Next, Task.Delay(DecisionInterval, ended));
        }
    }

    private async Task Decide()
    {
        Decision = MembershipPolicy.Decide(new MembershipView
        {
            Current = run.Record.Current,
            LatestNumber = run.Record.GenerationNumber,
            Candidates = registry.Candidates(run.Attempt),
            Trainers = evictions.Wanted,
            MicroBatches = run.Spec.MicroBatches,
            StepsCommitted = sampler.StepsCommitted,
        });
        if (Decision.Waiting == WaitReason.NoTrainers && await devices.TryGetAll() is { } all)
        {
            Decision = DeviceShortage.Explain(Decision, run.Name, run.Spec.Compute.Device, all);
            await hopeless.FailIfAllAreRefused(all);
        }

        switch (Decision)
        {
            case { Next: { } next }:
                await generations.Form(next);
                break;
            case { Action: MembershipAction.Restore } when !await hopeless.FailsAfterLossOfAll():
                await rollback.RollBack("All trainers were lost.", run.Record);
                break;
        }
    }

    private async Task InvalidateDiverged()
    {
        var members = run.Record.Current?.Members.Count;
        var invalidated = await agreement.InvalidateDiverged();
        if (invalidated == 0)
        {
            return;
        }

        // All members have applied what the wrong replica computed. A checkpoint is saved only if all members agree, so the latest one is right.
        if (run.CheckpointRoot is not null || invalidated == members)
        {
            await rollback.RollBack("The trainers' parameters differed.", run.Record);
        }

        orders.Publish();
    }
}
