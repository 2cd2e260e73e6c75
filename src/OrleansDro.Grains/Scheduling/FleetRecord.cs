using OrleansDro.Grains.Protocol.Scheduling;

namespace OrleansDro.Grains.Scheduling;

/// <summary>What the fleet keeps in the storage.</summary>
/// <param name="Runs">The names of all runs that were ever started, in that order.</param>
/// <param name="Demands">The runs that ask for trainers, in the order in which they came.</param>
[GenerateSerializer, Immutable, Alias("OrleansDro.FleetRecord")]
internal sealed record FleetRecord([property: Id(0)] IReadOnlyList<string> Runs, [property: Id(1)] IReadOnlyList<RunDemand> Demands);
