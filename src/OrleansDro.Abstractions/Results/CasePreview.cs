namespace OrleansDro.Abstractions.Results;

/// <summary>One slice of a case with its reference and prediction, for people to look at.</summary>
/// <param name="Id">The case's id.</param>
/// <param name="Group">The case's group, or null.</param>
/// <param name="Score">The case's score, as in <see cref="CaseEvaluation"/>.</param>
/// <param name="Width">Pixels in a row.</param>
/// <param name="Height">Rows.</param>
/// <param name="Image">Grey values, row by row, scaled to 0..255.</param>
/// <param name="Reference">Reference labels, row by row; empty for classification.</param>
/// <param name="Prediction">Predicted labels, row by row; empty for classification.</param>
/// <param name="Caption">What the picture shows, such as the slice or the two classes.</param>
[GenerateSerializer, Immutable, Alias("OrleansDro.CasePreview")]
public sealed record CasePreview(
    [property: Id(0)] string Id,
    [property: Id(1)] string? Group,
    [property: Id(2)] double Score,
    [property: Id(3)] int Width,
    [property: Id(4)] int Height,
    [property: Id(5)] byte[] Image,
    [property: Id(6)] byte[] Reference,
    [property: Id(7)] byte[] Prediction,
    [property: Id(8)] string Caption)
{
    /// <summary>
    /// The axial, the coronal and the sagittal plane through the middle of the largest region of wrong voxels. Empty in previews of training cases, of classifications, where
    /// nothing is wrong, and of older versions.
    /// </summary>
    [Id(9)] public IReadOnlyList<PlanePreview> ErrorPlanes { get; init; } = [];
}
