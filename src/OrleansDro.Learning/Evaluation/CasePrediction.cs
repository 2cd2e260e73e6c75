namespace OrleansDro.Learning.Evaluation;

/// <summary>The model's prediction for a case.</summary>
/// <param name="Loss">The loss over the whole case.</param>
/// <param name="Labels">Predicted labels on the reference's grid, or the one predicted class.</param>
public sealed record CasePrediction(double Loss, int[] Labels);
