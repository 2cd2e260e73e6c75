using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Runs;

namespace OrleansDro.Grains.Audits;

/// <summary>The verdict of an audit in which two trainers differed.</summary>
/// <param name="FaultyTrainers">The trainers to evict, at least one.</param>
/// <param name="Why">The reason, as text for the user.</param>
/// <param name="GoodSteps">A state of at most this number of steps contains none of their gradients, or only those from before an audit of them that agreed.</param>
internal sealed record AuditVerdict(TrainerId[] FaultyTrainers, string Why, long GoodSteps)
{
    /// <summary>The run's record with the verdict in it.</summary>
    public RunRecord ApplyTo(RunRecord record) => record with
    {
        Trust = TrustLedger.Evict(record.Trust, FaultyTrainers),
        Distrusted = new DistrustedCheckpoints(record.Attempt, GoodSteps),
    };
}
