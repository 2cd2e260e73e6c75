namespace OrleansDro.FaultInjection.Chaos;

/// <summary>A fault that was carried out.</summary>
/// <param name="At">When.</param>
/// <param name="Fault">What was done.</param>
/// <param name="Silo">The address of the silo that it befell; of a join, null.</param>
internal sealed record FaultRecord(DateTimeOffset At, Fault Fault, string? Silo);
