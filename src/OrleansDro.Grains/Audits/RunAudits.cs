using Microsoft.Extensions.Logging;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Infrastructure;
using OrleansDro.Grains.Protocol.Audits;
using OrleansDro.Grains.Protocol.Coordination;
using OrleansDro.Grains.Runs;

namespace OrleansDro.Grains.Audits;

/// <summary>The audits of a run: receives votes, leads disputes to a verdict, and records which trainers agreed.</summary>
internal sealed partial class RunAudits(
    DurableRun run, RunEvents events, RunCounters counters, TrainerRegistry registry, AsyncPulse changed, TimeProvider clock, ILogger<RunAudits> logger)
{
    /// <summary>A trainer that was asked to compute a part is too late after this time plus that of <see cref="GraceSteps"/> of its steps.</summary>
    private static readonly TimeSpan RecomputationGrace = TimeSpan.FromSeconds(5);
    private const int GraceSteps = 10;

    /// <summary>How long a call with a vote waits for the other vote; the trainer then repeats the call.</summary>
    private static readonly TimeSpan VoteWaitLimit = TimeSpan.FromMilliseconds(500);

    private readonly AsyncPulse _received = new();
    private readonly List<AuditRecord> _agreed = [];
    private AuditRecord? _audit;
    private long _askedAt;

    /// <summary>What trainers are asked to compute because two of them disagree; null if nothing is disputed.</summary>
    public AuditRequest? Request => _audit?.Request;

    /// <summary>Whether two trainers disagree. Until the dispute is decided, no other generation must take the step.</summary>
    public bool IsDisputed => _audit is { IsDisputed: true };

    /// <inheritdoc cref="TrainerOrders.GoodSteps"/>
    public long? GoodSteps => run.Spec.Compute.AuditEvery > 0 && run.Record.Current is { } current
        ? TrustLedger.GoodSteps(run.Record.Trust, AuditPlan.Comparable(current).Select(member => member.Trainer))
        : null;

    /// <inheritdoc cref="IRunCoordinator.SubmitAuditVote"/>
    public async Task<AuditState> Receive(AuditVote vote)
    {
        if (vote.Attempt < run.Attempt)
        {
            // The trainer has not received the order to discard its state yet.
            return AuditState.Disputed;
        }

        if (AuditOf(vote) is not { } audit)
        {
            return AuditState.Settled;
        }

        var wasComplete = audit.IsComplete;
        audit.AddVote(vote);
        if (!wasComplete && audit is { IsComplete: true, IsDisputed: false })
        {
            counters.AddAudit(agreed: true);
            _agreed.Add(audit);
        }

        _received.Raise();
        changed.Raise();
        var deadline = Task.Delay(VoteWaitLimit);
        while (_audit == audit && !audit.IsComplete && !deadline.IsCompleted)
        {
            await Task.WhenAny(_received.Next, deadline);
        }

        return (audit.IsDisputed, audit.IsComplete || _audit != audit) switch
        {
            (true, _) => AuditState.Disputed,
            (_, true) => AuditState.Settled,
            _ => AuditState.Waiting,
        };
    }

    /// <summary>Records which trainers agreed, and advances the dispute, if there is one.</summary>
    /// <returns>The verdict, once there is one.</returns>
    public async Task<AuditVerdict?> AdvanceDispute()
    {
        await RecordAgreed();
        if (_audit is not { IsDisputed: true } audit)
        {
            return null;
        }

        if (run.Record.Generations.All(generation => generation.Number != audit.Generation.Number))
        {
            // The run rolled back for another reason.
            _audit = null;
            return null;
        }

        if (audit is { Request: null, IsOver: false })
        {
            await Open(audit);
        }
        else if (!audit.IsOver && (audit.Awaited.Count == 0 || IsLate(audit)))
        {
            _askedAt = clock.GetTimestamp();
            audit.AskNext();
        }

        if (!audit.IsOver)
        {
            return null;
        }

        _audit = null;
        var faulty = audit.FaultyTrainers;
        var why = AuditDescription.OfVerdict(audit, faulty);
        LogFaulty(run.Name, why);
        return new AuditVerdict(faulty, why, TrustLedger.GoodSteps(run.Record.Trust, faulty) ?? 0);
    }

    private AuditRecord? AuditOf(AuditVote vote)
    {
        if (_audit is { } present)
        {
            var order = (vote.Generation, vote.Step).CompareTo((present.Generation.Number, present.Step));
            if (order == 0)
            {
                return present;
            }

            if (order < 0 || present.IsDisputed)
            {
                return null;
            }
        }

        return run.Record.Generations.FirstOrDefault(generation => generation.Number == vote.Generation) is { } generation
            && AuditPlan.Of(run.Spec, generation, vote.Step) is { } plan && plan.Concerns(vote.Trainer)
            ? _audit = new AuditRecord(generation, vote.Step, plan)
            : null;
    }

    private async Task RecordAgreed()
    {
        if (_agreed.Count > 0)
        {
            var trust = _agreed.Aggregate(run.Record.Trust, (trust, audit) => TrustLedger.Agree(trust, [audit.Plan.Owner, audit.Plan.Auditor], audit.Step));
            _agreed.Clear();
            await run.Write(run.Record with { Trust = trust });
        }
    }

    private async Task Open(AuditRecord audit)
    {
        var third = ThirdOf(audit);
        _askedAt = clock.GetTimestamp();
        audit.Ask(third);
        counters.AddAudit(agreed: false);
        var detail = $"{AuditDescription.OfDispute(audit)}. {(third is null ? "Both compute it again." : $"{third} computes it too and decides.")}";
        LogDiffers(run.Name, detail);
        await events.Record(RunEventKind.AuditDiffers, null, detail);
    }

    /// <summary>Another member of the same kind. It has the same state and the same draws, because the step cannot end before the dispute.</summary>
    private TrainerId? ThirdOf(AuditRecord audit)
    {
        var kind = audit.Generation.Find(audit.Plan.Owner)?.Kind;
        var ready = registry.Candidates(run.Attempt).Where(candidate => candidate.Stage == TrainerStage.Ready).Select(candidate => candidate.Trainer).ToArray();
        return audit.Generation.Members.FirstOrDefault(member => member.Kind == kind && !audit.Plan.Concerns(member.Trainer) && ready.Contains(member.Trainer))?.Trainer;
    }

    private bool IsLate(AuditRecord audit)
    {
        var alive = registry.Candidates(run.Attempt).Select(candidate => candidate.Trainer).ToArray();
        var step = audit.Awaited.Max(trainer => registry.LatestHeartbeatOf(trainer)?.Split?.Computing ?? 0);
        return !audit.Awaited.Any(alive.Contains) || clock.GetElapsedTime(_askedAt) > RecomputationGrace + TimeSpan.FromSeconds(GraceSteps * step);
    }

    [LoggerMessage(EventId = 1200, Level = LogLevel.Warning, Message = "An audit of run {Run} found different gradients: {Detail}")]
    private partial void LogDiffers(string run, string detail);

    [LoggerMessage(EventId = 1201, Level = LogLevel.Error, Message = "A trainer of run {Run} computes wrong gradients: {Why}")]
    private partial void LogFaulty(string run, string why);
}
