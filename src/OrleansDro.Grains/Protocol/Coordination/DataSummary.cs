namespace OrleansDro.Grains.Protocol.Coordination;

/// <summary>The contents of a run's data set.</summary>
/// <param name="Training">The training cases, by index.</param>
/// <param name="Validation">The validation cases, by index.</param>
/// <param name="ClassNames">Names of the classes.</param>
/// <param name="IsSegmentation">Whether each voxel has a label (segmentation) or each case has one (classification).</param>
[GenerateSerializer, Immutable, Alias("OrleansDro.DataSummary")]
internal sealed record DataSummary(
    [property: Id(0)] CaseLabel[] Training,
    [property: Id(1)] CaseLabel[] Validation,
    [property: Id(2)] string[] ClassNames,
    [property: Id(3)] bool IsSegmentation);
