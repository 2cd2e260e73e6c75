using OrleansDro.FaultInjection.Clusters;

namespace OrleansDro.FaultInjection.Chaos;

/// <summary>What was seen of a run under faults.</summary>
/// <param name="Faults">The faults, in order.</param>
/// <param name="Timeline">When it got ahead.</param>
/// <param name="Outcome">What it ended with.</param>
/// <param name="Restored">How often it went back to a checkpoint.</param>
internal sealed record ChaosObservation(IReadOnlyList<FaultRecord> Faults, StepTimeline Timeline, RunOutcome Outcome, int Restored);
