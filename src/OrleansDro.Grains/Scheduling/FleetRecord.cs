using OrleansDro.Grains.Protocol.Scheduling;

namespace OrleansDro.Grains.Scheduling;

/// <summary>The state of the fleet in durable storage.</summary>
/// <param name="Runs">The names of all runs that were ever started, in order of start.</param>
/// <param name="Demands">The demands of the runs that request trainers, in order of their first request.</param>
[GenerateSerializer, Immutable, Alias("OrleansDro.FleetRecord")]
internal sealed record FleetRecord([property: Id(0)] IReadOnlyList<string> Runs, [property: Id(1)] IReadOnlyList<RunDemand> Demands);
