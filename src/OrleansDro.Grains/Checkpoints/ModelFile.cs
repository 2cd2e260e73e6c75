namespace OrleansDro.Grains.Checkpoints;

/// <summary>Where a run's model is saved.</summary>
public static class ModelFile
{
    /// <summary>The file of the parameters in the checkpoint after a number of committed steps.</summary>
    /// <param name="checkpointRoot">The folder of the run's checkpoints.</param>
    /// <param name="steps">The committed steps.</param>
    public static string PathOf(string checkpointRoot, long steps) => Path.Combine(CheckpointStore.FolderOf(checkpointRoot, steps), CheckpointFiles.Model);
}
