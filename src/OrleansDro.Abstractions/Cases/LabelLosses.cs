namespace OrleansDro.Abstractions.Cases;

/// <summary>The latest losses of a label of a case.</summary>
/// <param name="Label">The name of the label.</param>
/// <param name="Losses">A loss for each entry of <see cref="CaseView.RecentLosses"/>; NaN if it is unknown. With Dice: 1 - soft Dice of the label, 0 to 1.</param>
[GenerateSerializer, Immutable, Alias("OrleansDro.LabelLosses")]
public sealed record LabelLosses([property: Id(0)] string Label, [property: Id(1)] IReadOnlyList<double> Losses);
