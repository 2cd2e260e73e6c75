using OrleansDro.Abstractions.Runs;

namespace OrleansDro.Abstractions.Fleet;

/// <summary>A device of the cluster.</summary>
/// <param name="Device">Where it is.</param>
/// <param name="Run">The run that it is to work on, or null.</param>
[GenerateSerializer, Immutable, Alias("OrleansDro.DeviceView")]
public sealed record DeviceView([property: Id(0)] TrainerId Device, [property: Id(1)] string? Run);
