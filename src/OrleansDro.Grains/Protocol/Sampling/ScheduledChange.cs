using OrleansDro.Abstractions.Cases;
using OrleansDro.Grains.Protocol.Coordination;

namespace OrleansDro.Grains.Protocol.Sampling;

/// <summary>A change of a run's cases as the sampler sees it.</summary>
/// <param name="Change">The change; it has a step once it is scheduled.</param>
/// <param name="Cases">The indices of the cases; those of added cases are consecutive.</param>
/// <param name="Labels">The labels of added cases; null for other changes.</param>
/// <param name="Request">Identifies the request for the change, so that the caller can repeat it; null if the caller does not.</param>
[GenerateSerializer, Immutable, Alias("OrleansDro.ScheduledChange")]
internal sealed record ScheduledChange(
    [property: Id(0)] CaseChange Change,
    [property: Id(1)] int[] Cases,
    [property: Id(2)] CaseLabel[]? Labels = null,
    [property: Id(3)] Guid? Request = null);
