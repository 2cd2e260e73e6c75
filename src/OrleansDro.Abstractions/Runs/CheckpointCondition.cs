namespace OrleansDro.Abstractions.Runs;

/// <summary>Whether a checkpoint can be gone on from.</summary>
[GenerateSerializer, Alias("OrleansDro.CheckpointCondition")]
public enum CheckpointCondition
{
    /// <summary>All its files are there, and their checksums hold.</summary>
    Whole,

    /// <summary>A file is missing, altered or cannot be read.</summary>
    Damaged,

    /// <summary>Its files could not be read through in the time that there was.</summary>
    Unchecked,

    /// <summary>It may contain wrong gradients of a trainer that an audit has found. It is kept, but the run never goes on from it.</summary>
    Distrusted,
}
