using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Protocol.Coordination;

namespace OrleansDro.Grains.Runs;

/// <summary>A run's data set, as its trainers have reported it, and the predictions of its validation cases.</summary>
internal sealed class RunData(DurableRun run, TrainerRegistry registry)
{
    private string? _hash;

    /// <summary>The contents of the data set; null until a trainer has reported it.</summary>
    public DataSummary? Summary { get; private set; }

    /// <summary>The validation cases; none before the data set is known.</summary>
    public EvaluationQueue Evaluation { get; private set; } = new(0);

    /// <summary>Records a trainer's summary of the data set; the first report wins.</summary>
    /// <returns>Whether it is the first one.</returns>
    public bool RecordSummary(TrainerId trainer, DataSummary summary)
    {
        if (Summary is not null)
        {
            return false;
        }

        (Summary, _hash) = (summary, registry.LatestHeartbeatOf(trainer)?.DataHash);
        Evaluation = new EvaluationQueue(summary.Validation.Length);
        return true;
    }

    /// <summary>Whether a trainer has a different data set than the one that was reported first.</summary>
    public bool Differs(TrainerHeartbeat heartbeat) => heartbeat.DataHash is { } hash && _hash is not null && hash != _hash;

    /// <summary>Hands out validation cases; none unless the run is evaluating.</summary>
    public int[] TakeEvaluationCases(TrainerId trainer) => run.State == RunState.Evaluating
        ? Evaluation.Take(trainer, other => registry.Candidates(run.Attempt).Any(candidate => candidate.Trainer == other))
        : [];

    /// <summary>Clears everything: the run starts another attempt, possibly with other trainers.</summary>
    public void Clear() => (Summary, _hash, Evaluation) = (null, null, new EvaluationQueue(0));
}
