using Microsoft.Extensions.Logging;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Infrastructure;
using OrleansDro.Grains.Protocol.Audits;
using OrleansDro.Grains.Protocol.Coordination;
using OrleansDro.Grains.Runs;

namespace OrleansDro.Grains.Audits;

/// <summary>A run's audits: takes the trainers' votes, has a dispute decided, and keeps account of whose work can be trusted.</summary>
internal sealed partial class RunAudits(
    DurableRun run, RunEvents events, RunAccount account, Roster roster, AsyncPulse changed, TimeProvider clock, ILogger<RunAudits> logger)
{
    private const int ShownDigits = 8;

    /// <summary>A trainer that was asked to compute a part is not waited for when it is later than this and the time in which it computes some steps.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private const int LateSteps = 10;

    /// <summary>How long a vote waits for the other one; then it is given again.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(500);

    private readonly AsyncPulse _heard = new();
    private readonly List<AuditCase> _agreed = [];
    private AuditCase? _case;
    private long _askedAt;

    /// <summary>What trainers are asked to compute, as two of them disagree; null if nothing is in dispute.</summary>
    public AuditRequest? Request => _case?.Request;

    /// <summary>Whether two trainers disagree. Until that is decided no other generation must take the step.</summary>
    public bool IsDisputed => _case is { IsDisputed: true };

    /// <inheritdoc cref="TrainerOrders.GoodSteps"/>
    public long? GoodSteps => run.Spec.Compute.AuditEvery > 0 && run.Record.Current is { } current
        ? TrustLedger.GoodSteps(run.Record.Trust, AuditPlan.Comparable(current).Select(member => member.Trainer))
        : null;

    /// <inheritdoc cref="IRunCoordinator.Audit"/>
    public async Task<AuditState> Hear(AuditVote vote)
    {
        if (vote.Attempt < run.Attempt)
        {
            // The orders to give up its state are on their way.
            return AuditState.Disputed;
        }

        if (CaseOf(vote) is not { } audit)
        {
            return AuditState.Settled;
        }

        var wasComplete = audit.IsComplete;
        audit.Take(vote);
        if (!wasComplete && audit is { IsComplete: true, IsDisputed: false })
        {
            account.AddAudit(agreed: true);
            _agreed.Add(audit);
        }

        _heard.Raise();
        changed.Raise();
        var deadline = Task.Delay(LongestWait);
        while (_case == audit && !audit.IsComplete && !deadline.IsCompleted)
        {
            await Task.WhenAny(_heard.Next, deadline);
        }

        return (audit.IsDisputed, audit.IsComplete || _case != audit) switch
        {
            (true, _) => AuditState.Disputed,
            (_, true) => AuditState.Settled,
            _ => AuditState.Waiting,
        };
    }

    /// <summary>Takes a dispute on by a step, and keeps on record which trainers agreed.</summary>
    /// <returns>The verdict, once there is one.</returns>
    public async Task<AuditVerdict?> Settle()
    {
        await KeepAgreed();
        if (_case is not { IsDisputed: true } audit)
        {
            return null;
        }

        if (run.Record.Generations.All(generation => generation.Number != audit.Generation.Number))
        {
            // The run went back for another reason.
            _case = null;
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

        _case = null;
        var erred = audit.Erred;
        var why = Explain(audit, erred);
        LogErred(run.Name, why);
        return new AuditVerdict(erred, why, TrustLedger.GoodSteps(run.Record.Trust, erred) ?? 0);
    }

    private AuditCase? CaseOf(AuditVote vote)
    {
        if (_case is { } present)
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
            ? _case = new AuditCase(generation, vote.Step, plan)
            : null;
    }

    private async Task KeepAgreed()
    {
        if (_agreed.Count > 0)
        {
            var trust = _agreed.Aggregate(run.Record.Trust, (trust, audit) => TrustLedger.Agree(trust, [audit.Plan.Owner, audit.Plan.Auditor], audit.Step));
            _agreed.Clear();
            await run.Write(run.Record with { Trust = trust });
        }
    }

    private async Task Open(AuditCase audit)
    {
        var third = ThirdOf(audit);
        _askedAt = clock.GetTimestamp();
        audit.Ask(third);
        account.AddAudit(agreed: false);
        var detail = $"{Describe(audit)}. {(third is null ? "Both compute it once more." : $"{third} computes it as well and decides.")}";
        LogDiffers(run.Name, detail);
        await events.Tell(RunEventKind.AuditDiffers, null, detail);
    }

    /// <summary>Another member of the same kind: it has the same state and the same draws, as the step cannot end before the dispute.</summary>
    private TrainerId? ThirdOf(AuditCase audit)
    {
        var kind = audit.Generation.Find(audit.Plan.Owner)!.Kind;
        var ready = roster.Candidates(run.Attempt).Where(candidate => candidate.Stage == TrainerStage.Ready).Select(candidate => candidate.Trainer).ToArray();
        return audit.Generation.Members.FirstOrDefault(member => member.Kind == kind && !audit.Plan.Concerns(member.Trainer) && ready.Contains(member.Trainer))?.Trainer;
    }

    private bool IsLate(AuditCase audit)
    {
        var alive = roster.Candidates(run.Attempt).Select(candidate => candidate.Trainer).ToArray();
        var step = audit.Awaited.Max(trainer => roster.ReportOf(trainer)?.Split?.Computing ?? 0);
        return !audit.Awaited.Any(alive.Contains) || clock.GetElapsedTime(_askedAt) > Patience + TimeSpan.FromSeconds(LateSteps * step);
    }

    private static string Describe(AuditCase audit)
    {
        var plan = audit.Plan;
        return $"{plan.Owner} and {plan.Auditor} computed different gradients for part {plan.Part} of step {audit.Step} from the same input"
            + $" ({audit.FirstOf(plan.Owner)![..ShownDigits]} and {audit.FirstOf(plan.Auditor)![..ShownDigits]})";
    }

    private static string Explain(AuditCase audit, TrainerId[] erred) => audit.IsUndecided
        ? $"{Describe(audit)}, and no third trainer of their kind could decide. A second computation did not settle it (still different, or no answer), so nobody can say which of them is right."
            + " Neither works on the run any more. Run 'orleansdro doctor' on their machines."
        : $"{Describe(audit)}. {string.Join(" and ", erred.Select(trainer => trainer.ToString()))} computed wrongly, as another trainer or a second computation showed, and was evicted from the run."
            + " Run 'orleansdro doctor' on that machine.";

    [LoggerMessage(LogLevel.Warning, "An audit of {Run} differs: {Detail}")]
    private partial void LogDiffers(string run, string detail);

    [LoggerMessage(LogLevel.Error, "A trainer of {Run} computes wrong gradients: {Why}")]
    private partial void LogErred(string run, string why);
}
