namespace OrleansDro.Abstractions.Results;

/// <summary>How the model does on one validation case: a line of <c>evaluation.csv</c>.</summary>
/// <param name="Index">The case's index among the validation cases.</param>
/// <param name="Id">The case's id.</param>
/// <param name="Group">The case's group, or null.</param>
/// <param name="Loss">The loss over the whole case.</param>
/// <param name="Score">Segmentation: mean Dice over the foreground labels, 0 to 1. Classification: 1 if right, else 0.</param>
/// <param name="LabelScores">
/// Dice of each foreground label, in label order; 1 where reference and prediction both lack it. Empty for classification.
/// </param>
[GenerateSerializer, Immutable, Alias("OrleansDro.CaseEvaluation")]
public sealed record CaseEvaluation(
    [property: Id(0)] int Index,
    [property: Id(1)] string Id,
    [property: Id(2)] string? Group,
    [property: Id(3)] double Loss,
    [property: Id(4)] double Score,
    [property: Id(5)] IReadOnlyList<double> LabelScores);
