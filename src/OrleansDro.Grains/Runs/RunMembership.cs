using OrleansDro.Abstractions.Runs;
using OrleansDro.Abstractions.Training;
using OrleansDro.Grains.Audits;
using OrleansDro.Grains.Membership;

namespace OrleansDro.Grains.Runs;

/// <summary>Hears a run's trainers, decides again and again who trains, and has it so.</summary>
internal sealed class RunMembership(
    DurableRun run, RunEvents events, RunSampler sampler, RunDevices devices, RunData data, RunOrders orders, ReplicaAgreement agreement, RunAudits audits, RunCheckpoints checkpoints, Roster roster,
    Signal changed)
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
            roster.Expect(member.Trainer);
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
        await events.Tell(RunEventKind.Failed, trainer, failure.Message);

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

            if (!await TendAudits())
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
            Trainers = WithoutEvicted(run.Record.Start.Trainers),
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
                await Restore("All trainers were lost.", run.Record);
                break;
        }
    }

    private async Task Form(Generation next)
    {
        var before = run.Record.Current?.Members ?? [];
        await run.Write(run.Record with
        {
            Generations = [.. run.Record.Generations.TakeLast(GenerationsKept - 1), next],
            GenerationNumber = next.Number,
            Trust = TrustLedger.Join(
                run.Record.Trust, [.. next.Members.Select(member => (member.Trainer, Math.Max(next.FromStep, roster.ReportOf(member.Trainer)?.Step ?? 0)))]),
        });
        orders.Renew();
        foreach (var joined in next.Members.Where(member => before.All(earlier => earlier.Trainer != member.Trainer)))
        {
            await events.Tell(RunEventKind.Joined, joined.Trainer, $"Joins generation {next.Number}.");
        }

        foreach (var gone in before.Where(member => next.Find(member.Trainer) is null))
        {
            var isLeaving = Candidates.Any(candidate => candidate.Trainer == gone.Trainer && candidate.Stage == TrainerStage.Leaving);
            if (!isLeaving && run.Spec.Compute.Mode == ComputeMode.Fast)
            {
                // It may have taken a step of which the others now make another gradient.
                roster.Distrust(gone.Trainer);
            }

            await events.Tell(
                isLeaving ? RunEventKind.Left : RunEventKind.Lost,
                gone.Trainer,
                isLeaving ? "Leaves in good order." : $"Was not heard of for {Roster.Lease.TotalSeconds} s, or lost its state.");
        }
    }

    /// <summary>Begins another attempt from what was saved.</summary>
    /// <param name="why">Why, in a sentence.</param>
    /// <param name="record">The record as it is before, with what must be on record together with the new attempt.</param>
    /// <param name="newestCheckpoint">Checkpoints of more steps are not gone on from; null: the latest good one counts.</param>
    private async Task Restore(string why, RunRecord record, long? newestCheckpoint = null)
    {
        agreement.Forget();
        await run.Write(record with
        {
            Attempt = run.Attempt + 1,
            Generations = [],
            State = run.State == RunState.Evaluating ? RunState.Training : run.State,
        });
        await checkpoints.SetAside();
        var source = await sampler.Start([], newestCheckpoint);
        await events.Tell(RunEventKind.Restored, null, $"{why} The run goes on from step {source.FirstStep}.");
        orders.Renew();
    }

    /// <summary>Takes a dispute between two trainers on.</summary>
    /// <returns>Whether there is one, or was one just now: nothing else is to be decided yet.</returns>
    private async Task<bool> TendAudits()
    {
        var before = (audits.Request?.Id, audits.GoodSteps);
        var verdict = await audits.Settle();
        if (verdict is not null)
        {
            await Evict(verdict);
        }

        if (verdict is not null || before != (audits.Request?.Id, audits.GoodSteps))
        {
            orders.Renew();
        }

        return verdict is not null || audits.IsDisputed;
    }

    /// <summary>Goes on without the trainers that have erred, from a state that holds nothing that nobody can vouch for; fails if no trainer is left.</summary>
    private async Task Evict(AuditVerdict verdict)
    {
        Array.ForEach(verdict.Erred, roster.Refuse);
        if (Candidates.Length > 0)
        {
            await Restore("An audit found wrong gradients.", verdict.ApplyTo(run.Record), verdict.GoodSteps);
        }
        else
        {
            var message = $"{verdict.Why} No other trainer is left.";
            await run.Write(verdict.ApplyTo(run.Record) with { Failure = new RunFailure(message, IsInputError: false, message) });
            await checkpoints.SetAside();
            changed.Raise();
        }

        foreach (var trainer in verdict.Erred)
        {
            await events.Tell(RunEventKind.Evicted, trainer, verdict.Why);
        }
    }

    /// <summary>A trainer that was evicted counts as there: a run that was to begin with a number of trainers must not wait for ever because one of them errs.</summary>
    private TrainerRange WithoutEvicted(TrainerRange trainers) => trainers with { Minimum = Math.Max(1, trainers.Minimum - run.Record.Trust.Count(entry => entry.IsEvicted)) };

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
            await Restore("The trainers' parameters differed.", run.Record);
        }

        orders.Renew();
    }
}
