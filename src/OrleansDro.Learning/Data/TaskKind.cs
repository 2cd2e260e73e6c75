namespace OrleansDro.Learning.Data;

/// <summary>What a network predicts for a case.</summary>
public enum TaskKind
{
    /// <summary>A label for every voxel.</summary>
    Segmentation,

    /// <summary>One label for the whole case.</summary>
    Classification,
}
