using OrleansDro.Abstractions.Cases;

namespace OrleansDro.Abstractions.Sampling;

/// <summary>A change of a run's cases as the sampler sees it.</summary>
/// <param name="Kind">What happens.</param>
/// <param name="Cases">The indices of the cases; those of added cases follow on each other.</param>
/// <param name="Reason">Why, or null.</param>
/// <param name="Step">The first step whose draws see the change.</param>
[GenerateSerializer, Immutable, Alias("OrleansDro.ScheduledChange")]
public sealed record ScheduledChange(
    [property: Id(0)] CaseChangeKind Kind, [property: Id(1)] int[] Cases, [property: Id(2)] string? Reason, [property: Id(3)] long Step);
