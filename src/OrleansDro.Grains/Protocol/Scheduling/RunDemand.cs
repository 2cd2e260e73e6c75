using OrleansDro.Abstractions.Specs;

namespace OrleansDro.Grains.Protocol.Scheduling;

/// <summary>The trainers that a run requests.</summary>
/// <param name="Run">The run's name.</param>
/// <param name="DeviceType"><c>cpu</c> or <c>cuda</c>.</param>
/// <param name="Trainers">The number of trainers; the maximum is at most the run's number of micro-batches.</param>
[GenerateSerializer, Immutable, Alias("OrleansDro.RunDemand")]
internal sealed record RunDemand([property: Id(0)] string Run, [property: Id(1)] string DeviceType, [property: Id(2)] TrainerRange Trainers);
