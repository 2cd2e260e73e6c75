using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Protocol.Coordination;

namespace OrleansDro.Grains.Runs;

/// <summary>A run's data set, as its trainers have reported it.</summary>
internal sealed class RunData(TrainerRegistry registry)
{
    private string? _hash;

    /// <summary>The contents of the data set; null until a trainer has reported it.</summary>
    public DataSummary? Summary { get; private set; }

    /// <summary>Records a trainer's summary of the data set; the first report wins.</summary>
    /// <returns>Whether it is the first one.</returns>
    public bool RecordSummary(TrainerId trainer, DataSummary summary)
    {
        if (Summary is not null)
        {
            return false;
        }

        (Summary, _hash) = (summary, registry.LatestHeartbeatOf(trainer)?.DataHash);
        return true;
    }

    /// <summary>Whether a trainer has a different data set than the one that was reported first.</summary>
    public bool Differs(TrainerHeartbeat heartbeat) => heartbeat.DataHash is { } hash && _hash is not null && hash != _hash;

    /// <summary>Clears everything: the run starts another attempt, possibly with other trainers.</summary>
    public void Clear() => (Summary, _hash) = (null, null);
}
