namespace OrleansDro.Abstractions.Cases;

/// <summary>A loss that a case had.</summary>
/// <param name="Step">The step that measured it.</param>
/// <param name="Loss">The loss.</param>
[GenerateSerializer, Immutable, Alias("OrleansDro.RecentLoss")]
public readonly record struct RecentLoss([property: Id(0)] long Step, [property: Id(1)] double Loss);
