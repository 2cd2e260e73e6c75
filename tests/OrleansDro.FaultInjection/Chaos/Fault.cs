using OrleansDro.FaultInjection.Processes;

namespace OrleansDro.FaultInjection.Chaos;

/// <summary>One fault of a plan.</summary>
/// <param name="Delay">Time after the fault before.</param>
/// <param name="Kind">What is done.</param>
/// <param name="Choice">Which silo it befalls: this one of those that can be taken, counted around; below <see cref="Choices"/>.</param>
/// <param name="Stall">How long a silo stands still; zero for other kinds.</param>
internal sealed record Fault(TimeSpan Delay, FaultKind Kind, int Choice, TimeSpan Stall)
{
    /// <summary>So many that each silo is about as likely.</summary>
    public const int Choices = 1000;

    /// <summary>The silos that it may befall.</summary>
    public SiloRole Target => Kind is FaultKind.KillControl or FaultKind.StallControl ? SiloRole.Control : SiloRole.Trainer;
}
