namespace OrleansDro.Abstractions.Cases;

/// <summary>A loss that a case had.</summary>
/// <param name="Step">The step that measured it.</param>
/// <param name="Loss">The loss.</param>
/// <param name="Probability">The probability with which the slot drew the case; null if it is not known, as for a loss from a checkpoint of an older version.</param>
[GenerateSerializer, Immutable, Alias("OrleansDro.RecentLoss")]
public readonly record struct RecentLoss([property: Id(0)] long Step, [property: Id(1)] double Loss, [property: Id(2)] double? Probability = null);
