namespace OrleansDro.Learning.Data.Splits;

/// <summary>The two sides of a split, as ascending indices of cases.</summary>
/// <param name="Training">The cases to train on.</param>
/// <param name="Validation">The cases held out.</param>
public sealed record CaseSplit(IReadOnlyList<int> Training, IReadOnlyList<int> Validation);
