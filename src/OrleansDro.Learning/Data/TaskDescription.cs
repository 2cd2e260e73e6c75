namespace OrleansDro.Learning.Data;

/// <summary>The task that a data set defines for a network.</summary>
/// <param name="Kind">Segmentation or classification.</param>
/// <param name="InputChannels">Channels of an input, at least 1.</param>
/// <param name="ClassNames">The name of each class; class 0 of a segmentation is the background.</param>
/// <param name="ExampleShape">Spatial shape of a training example, slowest dimension first: (depth, height, width) or (height, width).</param>
public sealed record TaskDescription(TaskKind Kind, int InputChannels, IReadOnlyList<string> ClassNames, IReadOnlyList<int> ExampleShape)
{
    /// <summary>Numbers in one training input: channels times the spatial shape.</summary>
    public int InputLength => ExampleShape.Aggregate(InputChannels, (product, extent) => product * extent);

    /// <summary>Labels in one training target: one for each voxel, or a single one.</summary>
    public int TargetLength => Kind == TaskKind.Segmentation ? ExampleShape.Aggregate(1, (product, extent) => product * extent) : 1;
}
