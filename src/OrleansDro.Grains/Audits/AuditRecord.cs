using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Protocol.Audits;
using OrleansDro.Grains.Protocol.Coordination;

namespace OrleansDro.Grains.Audits;

/// <summary>
/// One audit: the votes of its trainers, and which of them computed wrongly. A result that two trainers have computed is right; a trainer that has computed anything else is faulty. If
/// the first two differ, a third decides. Without a third, both compute the part again: a transient error does not repeat.
/// </summary>
/// <param name="generation">The generation that takes the step.</param>
/// <param name="step">The step.</param>
/// <param name="plan">The owner, the auditor and the part.</param>
internal sealed class AuditRecord(Generation generation, long step, AuditPlan plan)
{
    private readonly Dictionary<(TrainerId Trainer, int Round), string> _votes = [];

    /// <summary>The generation that takes the step.</summary>
    public Generation Generation => generation;

    /// <summary>The step.</summary>
    public long Step => step;

    /// <summary>The owner, the auditor and the part.</summary>
    public AuditPlan Plan => plan;

    /// <summary>What trainers are asked to compute now; null before and after a dispute.</summary>
    public AuditRequest? Request { get; private set; }

    /// <summary>Whether both trainers have submitted their first results.</summary>
    public bool IsComplete => FirstOf(plan.Owner) is not null && FirstOf(plan.Auditor) is not null;

    /// <summary>Whether the first results differ.</summary>
    public bool IsDisputed => IsComplete && FirstOf(plan.Owner) != FirstOf(plan.Auditor);

    /// <summary>Whether the dispute has ended.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Whether the trainers still differed after both had computed the part twice, so that it is unknown which of them is right.</summary>
    public bool IsUndecided => IsOver && IsDisputed && Right is null;

    /// <summary>The trainers that computed wrongly, or both if it is unknown which of them did; empty before the dispute has ended.</summary>
    public TrainerId[] FaultyTrainers => (IsOver, Right) switch
    {
        (false, _) => [],
        (_, null) => [plan.Owner, plan.Auditor],
        (_, var right) => [.. _votes.Where(vote => vote.Value != right).Select(vote => vote.Key.Trainer).Distinct()],
    };

    /// <summary>The trainers that were asked and have not answered.</summary>
    public IReadOnlyList<TrainerId> Awaited => Request is { } request ? [.. request.Trainers.Where(trainer => !_votes.ContainsKey((trainer, request.Round)))] : [];

    /// <summary>The first result of a trainer, or null.</summary>
    public string? FirstOf(TrainerId trainer) => _votes.GetValueOrDefault((trainer, 0));

    /// <summary>Adds a vote. The first vote of a trainer in each round counts; votes of trainers that were not asked are ignored.</summary>
    public void AddVote(AuditVote vote)
    {
        var mayVote = vote.Round == 0 ? plan.Concerns(vote.Trainer) : Request is { } request && request.Round == vote.Round && request.Trainers.Contains(vote.Trainer);
        if (!mayVote || IsOver)
        {
            return;
        }

        _votes.TryAdd((vote.Trainer, vote.Round), vote.Digest);
        if (Right is not null)
        {
            (IsOver, Request) = (true, null);
        }
    }

    /// <summary>Opens the dispute: asks a third trainer, or both again if there is none.</summary>
    /// <param name="third">A trainer of the same kind that takes the same step, or null.</param>
    public void Ask(TrainerId? third) => Ask(third is null ? [plan.Owner, plan.Auditor] : [third]);

    /// <summary>Continues if the trainers that were asked decided nothing or are too late: asks both again, or ends the dispute undecided if they were asked before.</summary>
    public void AskNext()
    {
        if (Request is { } request && !request.Trainers.Any(plan.Concerns))
        {
            Ask([plan.Owner, plan.Auditor]);
        }
        else
        {
            (IsOver, Request) = (true, null);
        }
    }

    private string? Right => _votes.GroupBy(vote => vote.Value, vote => vote.Key.Trainer).FirstOrDefault(group => group.Distinct().Count() > 1)?.Key;

    private void Ask(TrainerId[] trainers) => Request = new AuditRequest(Guid.NewGuid(), generation.Number, step, (Request?.Round ?? 0) + 1, plan.MicroBatches, trainers);
}
