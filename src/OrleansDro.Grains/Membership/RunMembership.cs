using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.AllReduce;
using OrleansDro.Grains.Infrastructure;
using OrleansDro.Grains.Protocol.Coordination;
using OrleansDro.Grains.Runs;

namespace OrleansDro.Grains.Membership;

/// <summary>Hears a run's trainers, decides again and again who trains, and has it so.</summary>
internal sealed class RunMembership(
    DurableRun run, RunEvents events, RunSampler sampler, RunDevices devices, RunData data, RunOrders orders, RunKinds kinds, ReplicaAgreement agreement, RunRestart restart, RunEvictions evictions,
    Roster roster, AsyncPulse changed)
{
    private const int GenerationsKept = 3;
    private static readonly TimeSpan Pulse = TimeSpan.FromMilliseconds(100);

    /// <summary>The latest decision.</summary>
    public MembershipDecision Decision { get; private set; } = new(MembershipAction.Keep, null, WaitReason.NoTrainers, "a trainer; none is there");

    /// <summary>Takes a trainer in.</summary>
    /// <returns>Whether the run has work for it.</returns>
    public bool Enlist(TrainerId trainer)
    {
        var isWelcome = run.IsActive && !roster.IsRefused(trainer) && !TrustLedger.IsEvicted(run.Record.Trust, trainer);
        if (isWelcome)
        {
            roster.Enlist(trainer);
        }

        return isWelcome;
    }

    /// <summary>Expects to hear of those who trained when the run's silo was lost.</summary>
    public Task Recover()
    {
        foreach (var member in run.Record.Current?.Members ?? [])
        {
            roster.Expect(member);
        }

        return events.Tell(RunEventKind.Recovered, null, "The run came up in another silo, or its silo was restarted.");
    }

    /// <summary>Takes a trainer's report.</summary>
    public async Task Hear(TrainerReport report)
    {
        roster.Hear(report);
        if (TrustLedger.IsEvicted(run.Record.Trust, report.Trainer))
        {
            // The silo that evicted it may be lost, or the trainer may have been silent for long.
            roster.Refuse(report.Trainer);
        }

        agreement.Hear(report);
        if (data.Differs(report) && !roster.IsRefused(report.Trainer))
        {
            await Refuse(report.Trainer, new RunFailure("Its data set differs from that of the others.", IsInputError: true));
        }

        changed.Raise();
    }

    /// <summary>Goes on without a trainer that cannot work on the run; fails where nobody could.</summary>
    public async Task Refuse(TrainerId trainer, RunFailure failure)
    {
        if (!run.IsActive)
        {
            return;
        }

        roster.Refuse(trainer);
        await events.Tell(failure.IsWrongArithmetic ? RunEventKind.SelfTestFailed : RunEventKind.Failed, trainer, failure.Message);

        // The same spec and data elsewhere would fail the same way, unless somebody got further or is still trying.
        if ((failure.IsInputError && data.Summary is null) || Candidates.Length == 0)
        {
            await run.Write(run.Record with { Failure = failure });
        }

        changed.Raise();
    }

    /// <summary>Decides as long as the run needs trainers.</summary>
    /// <param name="ended">Ends it.</param>
    public async Task Tend(CancellationToken ended)
    {
        while (run.Record is { IsActive: true, Failure: null } && !run.IsGone && !ended.IsCancellationRequested)
        {
            if (run.State != RunState.Preparing)
            {
                await sampler.Observe();
            }

            if (!await evictions.Tend())
            {
                await DismissDiffering();
                roster.DistrustLeftBehind(run.Record.Current, sampler.StepsCommitted);
                roster.DistrustStranded(run.Record.Generations);
                await Decide();
            }

            roster.ForgetSilent();
            await Task.WhenAny(changed.Next, Task.Delay(Pulse, ended));
        }
    }

    private Candidate[] Candidates => roster.Candidates(run.Attempt);

    private async Task Decide()
    {
        Decision = MembershipPolicy.Decide(new MembershipView
        {
            Current = run.Record.Current,
            LatestNumber = run.Record.GenerationNumber,
            Candidates = Candidates,
            Trainers = evictions.Wanted,
            MicroBatches = run.Spec.MicroBatches,
            StepsCommitted = sampler.StepsCommitted,
        });
        if (Decision.Waiting == WaitReason.NoTrainers)
        {
            Decision = await devices.Explain(Decision);
        }

        switch (Decision.Action)
        {
            case MembershipAction.Form:
                await Form(Decision.Next!);
                break;
            case MembershipAction.Restore:
                await restart.Restore("All trainers were lost.", run.Record);
                break;
        }
    }

    private async Task Form(Generation next)
    {
        var recordBefore = run.Record;
        var before = recordBefore.Current?.Members ?? [];
        await run.Write(recordBefore with
        {
            Generations = [.. recordBefore.Generations.TakeLast(GenerationsKept - 1), next],
            GenerationNumber = next.Number,
            Fingerprints = kinds.With(next),
            Trust = TrustLedger.Join(
                recordBefore.Trust, [.. next.Members.Select(member => (member.Trainer, Math.Max(next.FromStep, roster.ReportOf(member.Trainer)?.Step ?? 0)))]),
        });
        orders.Renew();
        foreach (var joined in next.Members.Where(member => before.All(earlier => earlier.Trainer != member.Trainer)))
        {
            await events.Tell(RunEventKind.Joined, joined.Trainer, $"Joins generation {next.Number}.");
        }

        foreach (var gone in before.Where(member => next.Find(member.Trainer) is null))
        {
            var isLeaving = Candidates.Any(candidate => candidate.Trainer == gone.Trainer && candidate.Stage == TrainerStage.Leaving);
            if (!isLeaving && !StepBits.AreTheSameForAll(run.Spec, run.Record.Generations))
            {
                // It may have taken a step of which the others now make another gradient.
                roster.Distrust(gone.Trainer);
            }

            await events.Tell(
                isLeaving ? RunEventKind.Left : RunEventKind.Lost,
                gone.Trainer,
                isLeaving ? "Leaves in good order." : $"Was not heard of for {Roster.Lease.TotalSeconds} s, or lost its state.");
        }

        await kinds.Tell(recordBefore);
    }

    private async Task DismissDiffering()
    {
        var members = run.Record.Current?.Members.Count;
        var dismissed = await agreement.DismissDiffering();
        if (dismissed == 0)
        {
            return;
        }

        // What the wrong replica computed is in everybody's parameters. A checkpoint is only kept where all agree, so that what came before is right.
        if (run.CheckpointRoot is not null || dismissed == members)
        {
            await restart.Restore("The trainers' parameters differed.", run.Record);
        }

        orders.Renew();
    }
}
