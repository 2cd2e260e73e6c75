using OrleansDro.Grains.Protocol.Sampling;
using OrleansDro.Learning.Checkpoints;

namespace OrleansDro.Grains.Checkpoints;

/// <summary>Saves the checkpoints of a run.</summary>
/// <remarks>
/// A checkpoint is written to a temporary folder, flushed to disk, then renamed: a folder with the final name is complete unless something damaged it later, which its
/// checksums reveal. Older checkpoints are deleted after the newer one is in place.
/// </remarks>
internal static class CheckpointWriter
{
    private const string UnfinishedSuffix = ".unfinished";

    /// <summary>Saves a checkpoint, and deletes those that are older than the ones to keep.</summary>
    /// <param name="root">The folder of the run's checkpoints.</param>
    /// <param name="run">What the run knows besides the state of its sampler and its replicas.</param>
    /// <param name="snapshot">The sampler's part.</param>
    /// <param name="model">The parameters.</param>
    /// <param name="optimizer">The optimizer's state.</param>
    /// <param name="keep">Checkpoints to keep in the folder, at least 1.</param>
    /// <param name="goodSteps">
    /// The latest checkpoint of at most this number of steps is kept too, because later ones may turn out to contain wrong gradients; null if they cannot.
    /// </param>
    /// <exception cref="IOException">The disk is full or the folder cannot be written. Earlier checkpoints are untouched.</exception>
    /// <exception cref="UnauthorizedAccessException">Permission to write the folder is missing.</exception>
    public static void Save(
        string root,
        SavedRun run,
        SamplerSnapshot snapshot,
        IReadOnlyList<StoredTensor> model,
        IReadOnlyList<StoredTensor> optimizer,
        int keep,
        long? goodSteps = null)
    {
        var folder = CheckpointStore.FolderOf(root, snapshot.Step + 1);

        // A unique name, because a suspended trainer may resume and save the same step.
        var unfinished = $"{folder}.{Guid.NewGuid():N}{UnfinishedSuffix}";
        Directory.CreateDirectory(unfinished);
        try
        {
            Write(unfinished, run, snapshot, model, optimizer);
            if (HoldsTheSame(folder, unfinished))
            {
                // Another trainer has saved the same bits.
                Delete(unfinished);
            }
            else
            {
                Delete(folder);
                Directory.Move(unfinished, folder);
            }
        }
        catch
        {
            Delete(unfinished);
            throw;
        }

        var folders = CheckpointStore.Folders(root);
        var good = folders.FirstOrDefault(other => CheckpointStore.StepsOf(other) <= goodSteps);
        string[] old = [.. folders.Skip(keep).Where(other => other != good), .. Directory.GetDirectories(root, "*" + UnfinishedSuffix)];
        Array.ForEach(old, Delete);
    }

    // A checkpoint of an earlier attempt may be saved late and differ.
    private static bool HoldsTheSame(string folder, string unfinished)
    {
        try
        {
            return Directory.Exists(folder) && FilesOf(CheckpointFiles.RequireWhole(folder)).SequenceEqual(FilesOf(CheckpointFiles.ReadManifest(unfinished)));
        }
        catch (Exception exception) when (CheckpointFiles.IsDamage(exception))
        {
            return false;
        }
    }

    private static IEnumerable<KeyValuePair<string, string>> FilesOf(CheckpointManifest manifest) => manifest.Files.OrderBy(file => file.Key, StringComparer.Ordinal);

    private static void Write(string unfinished, SavedRun run, SamplerSnapshot snapshot, IReadOnlyList<StoredTensor> model, IReadOnlyList<StoredTensor> optimizer)
    {
        var files = new Dictionary<string, string>
        {
            [CheckpointFiles.Model] = CheckpointFiles.WriteTensors(unfinished, CheckpointFiles.Model, model),
            [CheckpointFiles.Optimizer] = CheckpointFiles.WriteTensors(unfinished, CheckpointFiles.Optimizer, optimizer),
            [CheckpointFiles.History] = CheckpointFiles.WriteTensors(unfinished, CheckpointFiles.History, HistoryTensors.From(snapshot)),
        };
        CheckpointFiles.WriteManifest(unfinished, new CheckpointManifest
        {
            Format = CheckpointManifest.CurrentFormat,
            Run = run.Spec.Name,
            StepsCommitted = snapshot.Step + 1,
            Attempt = run.Attempt,
            Spec = run.Spec,
            Ledger = snapshot.Ledger,
            TrainingSeconds = snapshot.TrainingSeconds,
            Statistics = snapshot.Statistics,
            SinceStatistics = snapshot.Window.Losses,
            Beta = snapshot.Beta,
            GrownAt = snapshot.GrownAt,
            Changes = snapshot.Changes,
            Reasons = snapshot.Cases.Reasons,
            Fingerprints = run.Fingerprints,
            Validations = run.Validations,
            Files = files,
        });
    }

    private static void Delete(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
