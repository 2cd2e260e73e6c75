namespace OrleansDro.Abstractions.Results;

/// <summary>A plane of a case with its reference and prediction, for people to look at.</summary>
/// <param name="Name"><c>axial</c>, <c>coronal</c> or <c>sagittal</c>: across the first, the second or the third dimension of the volume.</param>
/// <param name="Index">Where the plane lies in that dimension, from 0.</param>
/// <param name="Width">Pixels in a row.</param>
/// <param name="Height">Rows.</param>
/// <param name="Image">Gray values, row by row, scaled to 0..255.</param>
/// <param name="Reference">Reference labels, row by row.</param>
/// <param name="Prediction">Predicted labels, row by row.</param>
[GenerateSerializer, Immutable, Alias("OrleansDro.PlanePreview")]
public sealed record PlanePreview(
    [property: Id(0)] string Name,
    [property: Id(1)] int Index,
    [property: Id(2)] int Width,
    [property: Id(3)] int Height,
    [property: Id(4)] byte[] Image,
    [property: Id(5)] byte[] Reference,
    [property: Id(6)] byte[] Prediction);
