namespace OrleansDro.Learning.Data;

/// <summary>A case as the evaluation sees it: the input on the network's grid, the reference on the grid it was annotated on.</summary>
/// <param name="Input">Channels x spatial shape, channel slowest, normalized as in training.</param>
/// <param name="InputShape">Spatial shape of the input, slowest dimension first.</param>
/// <param name="Target">Reference labels: one for each voxel of <paramref name="TargetShape"/>, or a single one.</param>
/// <param name="TargetShape">Spatial shape of the reference; empty for classification.</param>
/// <param name="ToTargetGrid">
/// Carries predicted labels from the input's grid to the reference's grid (nearest neighbor); null if the two grids are the same.
/// </param>
public sealed record EvaluationCase(
    float[] Input,
    IReadOnlyList<int> InputShape,
    int[] Target,
    IReadOnlyList<int> TargetShape,
    Func<int[], int[]>? ToTargetGrid = null);
