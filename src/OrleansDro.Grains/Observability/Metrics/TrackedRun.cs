using OrleansDro.Abstractions.Specs;

namespace OrleansDro.Grains.Observability.Metrics;

/// <summary>A run that is written down elsewhere.</summary>
/// <param name="Name">Its name, which another run can have on another day.</param>
/// <param name="Start">What tells it from such others.</param>
/// <param name="Spec">What it trains.</param>
/// <param name="EventFolder">The folder of TensorBoard's event files, or null.</param>
internal sealed record TrackedRun(string Name, Guid Start, RunSpec Spec, string? EventFolder);
