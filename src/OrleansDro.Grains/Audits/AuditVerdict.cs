using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Runs;

namespace OrleansDro.Grains.Audits;

/// <summary>What comes of an audit in which two trainers differed.</summary>
/// <param name="Erred">The trainers that must not work on the run any more, at least one.</param>
/// <param name="Why">Why, in words for the user.</param>
/// <param name="GoodSteps">A state of at most so many steps holds none of their gradients, or only such as came before an audit of them that agreed.</param>
internal sealed record AuditVerdict(TrainerId[] Erred, string Why, long GoodSteps)
{
    /// <summary>The run's record with the verdict in it.</summary>
    public RunRecord ApplyTo(RunRecord record) => record with
    {
        Trust = TrustLedger.Evict(record.Trust, Erred),
        Distrusted = new DistrustedCheckpoints(record.Attempt, GoodSteps),
    };
}
