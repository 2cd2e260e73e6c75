using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Protocol.Coordination;

namespace OrleansDro.Grains.Runs;

/// <summary>A run's data set, as its trainers have told it, and the predictions of its validation cases.</summary>
internal sealed class RunData(DurableRun run, Roster roster)
{
    private string? _hash;

    /// <summary>What the data set is; null until a trainer has told it.</summary>
    public DataSummary? Summary { get; private set; }

    /// <summary>The validation cases; none before the data set is known.</summary>
    public EvaluationQueue Evaluation { get; private set; } = new(0);

    /// <summary>Takes what a trainer tells of the data set; the first word counts.</summary>
    /// <returns>Whether it is news.</returns>
    public bool Learn(TrainerId trainer, DataSummary summary)
    {
        if (Summary is not null)
        {
            return false;
        }

        (Summary, _hash) = (summary, roster.ReportOf(trainer)?.DataHash);
        Evaluation = new EvaluationQueue(summary.Validation.Length);
        return true;
    }

    /// <summary>Whether a trainer has another data set than the others.</summary>
    public bool Differs(TrainerReport report) => report.DataHash is { } hash && _hash is not null && hash != _hash;

    /// <summary>Hands out validation cases, while the run has them predicted.</summary>
    public int[] TakeEvaluation(TrainerId trainer) => run.State == RunState.Evaluating
        ? Evaluation.Take(trainer, other => roster.Candidates(run.Attempt).Any(candidate => candidate.Trainer == other))
        : [];

    /// <summary>Forgets all: the run begins again, maybe with other trainers.</summary>
    public void Forget() => (Summary, _hash, Evaluation) = (null, null, new EvaluationQueue(0));
}
