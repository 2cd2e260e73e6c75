using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Protocol.Audits;
using OrleansDro.Grains.Protocol.Coordination;

namespace OrleansDro.Grains.Audits;

/// <summary>
/// One audit: the votes of those who take part, and who must have erred. What two trainers have computed alike is right; who has computed anything else has erred. If the
/// two differ a third decides, and without a third both compute the part once more: an error that does not come again shows itself.
/// </summary>
/// <param name="generation">The generation that takes the step.</param>
/// <param name="step">The step.</param>
/// <param name="plan">Who computes what.</param>
internal sealed class AuditCase(Generation generation, long step, AuditPlan plan)
{
    private readonly Dictionary<(TrainerId Trainer, int Round), string> _votes = [];

    /// <summary>The generation that takes the step.</summary>
    public Generation Generation => generation;

    /// <summary>The step.</summary>
    public long Step => step;

    /// <summary>Who computes what.</summary>
    public AuditPlan Plan => plan;

    /// <summary>What trainers are asked to compute now; null before there is a dispute, and after it.</summary>
    public AuditRequest? Request { get; private set; }

    /// <summary>Whether both trainers have told their first result.</summary>
    public bool IsComplete => FirstOf(plan.Owner) is not null && FirstOf(plan.Auditor) is not null;

    /// <summary>Whether the first results differ.</summary>
    public bool IsDisputed => IsComplete && FirstOf(plan.Owner) != FirstOf(plan.Auditor);

    /// <summary>Whether nothing more is to be waited for.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Whether the trainers still differed when both had computed the part twice, so that nobody can say which of them is right.</summary>
    public bool IsUndecided => IsOver && IsDisputed && Right is null;

    /// <summary>The trainers that have erred, or that nobody can vouch for; empty before the audit is over.</summary>
    public TrainerId[] Erred => (IsOver, Right) switch
    {
        (false, _) => [],
        (_, null) => [plan.Owner, plan.Auditor],
        (_, var right) => [.. _votes.Where(vote => vote.Value != right).Select(vote => vote.Key.Trainer).Distinct()],
    };

    /// <summary>The trainers that were asked and have not answered.</summary>
    public IReadOnlyList<TrainerId> Awaited => Request is { } request ? [.. request.Trainers.Where(trainer => !_votes.ContainsKey((trainer, request.Round)))] : [];

    /// <summary>The first result of a trainer, or null.</summary>
    public string? FirstOf(TrainerId trainer) => _votes.GetValueOrDefault((trainer, 0));

    /// <summary>Takes a vote; a trainer's first one in each round counts.</summary>
    public void Take(AuditVote vote)
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

    /// <summary>Opens the dispute: asks a third trainer, or both once more if there is none.</summary>
    /// <param name="third">A trainer of the same kind that takes the same step, or null.</param>
    public void Ask(TrainerId? third) => Ask(third is null ? [plan.Owner, plan.Auditor] : [third]);

    /// <summary>Those who were asked have decided nothing, or are not waited for any longer: asks both once more, or gives up if they were asked before.</summary>
    public void AskNext()
    {
        if (Request!.Trainers.Any(plan.Concerns))
        {
            (IsOver, Request) = (true, null);
        }
        else
        {
            Ask([plan.Owner, plan.Auditor]);
        }
    }

    private string? Right => _votes.GroupBy(vote => vote.Value, vote => vote.Key.Trainer).FirstOrDefault(group => group.Distinct().Count() > 1)?.Key;

    private void Ask(TrainerId[] trainers) => Request = new AuditRequest(Guid.NewGuid(), generation.Number, step, (Request?.Round ?? 0) + 1, plan.MicroBatches, trainers);
}
