namespace OrleansDro.FaultInjection.Chaos;

/// <summary>A fault that was carried out.</summary>
/// <param name="At">When.</param>
/// <param name="Fault">What was done.</param>
/// <param name="Silo">The address of the silo that it befell; of a join, null.</param>
internal sealed record FaultRecord(DateTimeOffset At, Fault Fault, string? Silo)
{
    /// <summary>What was done to whom.</summary>
    public override string ToString()
    {
        var stall = Fault.Stall > TimeSpan.Zero ? FormattableString.Invariant($" for {Fault.Stall.TotalSeconds:0.0} s") : "";
        return FormattableString.Invariant($"{Fault.Kind}{stall} {Silo}").TrimEnd();
    }
}
