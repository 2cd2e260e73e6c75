using OrleansDro.FaultInjection.Clusters;

namespace OrleansDro.FaultInjection.Chaos;

/// <summary>What was seen of a run before, under and after faults.</summary>
/// <param name="Faults">The faults, in order.</param>
/// <param name="Timeline">When it got ahead.</param>
/// <param name="Before">The time before the faults.</param>
/// <param name="Under">The time under faults.</param>
/// <param name="After">The time after the faults.</param>
/// <param name="Outcome">What it ended with.</param>
internal sealed record GoodputObservation(
    IReadOnlyList<FaultRecord> Faults, StepTimeline Timeline, TimeWindow Before, TimeWindow Under, TimeWindow After, RunOutcome Outcome);
