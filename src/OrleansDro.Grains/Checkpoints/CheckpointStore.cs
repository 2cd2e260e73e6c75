using System.Globalization;
using Microsoft.Extensions.Logging;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Grains.Checkpoints;

/// <summary>
/// The checkpoints of a run: folders <c>step-NNNNNNNN</c> (committed steps) under one folder. Lists them, sets them aside, and finds the latest undamaged one.
/// </summary>
internal sealed partial class CheckpointStore(ILogger<CheckpointStore> logger)
{
    private const string FolderPrefix = "step-";
    private const string DistrustedPrefix = "distrusted-";
    private const string BestFolder = "best";

    /// <summary>The folder with the checkpoint of the best state, by the validations while the run trains.</summary>
    /// <param name="root">The folder of the run's checkpoints.</param>
    public static string BestRoot(string root) => Path.Combine(root, BestFolder);

    /// <summary>Whether a folder contains a checkpoint.</summary>
    public static bool Any(string root) => Folders(root).Count > 0;

    /// <summary>The steps of the oldest checkpoint in a folder, or null if there is none.</summary>
    public static long? OldestSteps(string root) => Folders(root) is [.., var oldest] ? StepsOf(oldest) : null;

    /// <summary>The committed steps of a checkpoint.</summary>
    public static long StepsOf(string folder) => long.Parse(Path.GetFileName(folder).Split(FolderPrefix)[^1].Split('.')[0], CultureInfo.InvariantCulture);

    /// <summary>The folder of the checkpoint after a number of committed steps.</summary>
    public static string FolderOf(string root, long steps) => Path.Combine(root, FolderPrefix + steps.ToString("D8", CultureInfo.InvariantCulture));

    /// <summary>The folders of the checkpoints under a folder, the latest first, without those that were set aside.</summary>
    public static IReadOnlyList<string> Folders(string root) => Find(root, FolderPrefix).Where(folder => !Path.HasExtension(folder)).ToList();

    /// <summary>The folders of the checkpoints that were set aside, the latest first.</summary>
    public static IReadOnlyList<string> DistrustedFolders(string root) => Find(root, DistrustedPrefix);

    /// <summary>
    /// Sets checkpoints aside that may contain wrong gradients: their folders are renamed to start with <c>distrusted-</c>, so that no run resumes from them, not even on a silo of an
    /// older version. Nothing is deleted.
    /// </summary>
    /// <param name="root">The folder of the run's checkpoints.</param>
    /// <param name="isDistrusted">Whether a checkpoint may contain wrong gradients.</param>
    /// <exception cref="IOException">A folder cannot be renamed.</exception>
    /// <exception cref="UnauthorizedAccessException">Permission to rename a folder is missing.</exception>
    public static void SetAside(string root, Func<CheckpointManifest, bool> isDistrusted)
    {
        foreach (var folder in Folders(root).Where(folder => TryReadManifest(folder) is { } manifest && isDistrusted(manifest)))
        {
            // A checkpoint of the same step may have been set aside before.
            var aside = Path.Combine(root, DistrustedPrefix + Path.GetFileName(folder));
            Directory.Move(folder, Directory.Exists(aside) ? $"{aside}.{Guid.NewGuid():N}" : aside);
        }
    }

    /// <summary>Reads the latest undamaged checkpoint; damaged ones are logged and skipped.</summary>
    /// <exception cref="InvalidInputException">There is no undamaged checkpoint.</exception>
    public Checkpoint LoadLatest(string root) =>
        FindLatest(root, _ => true) ?? throw new InvalidInputException($"{root} contains no checkpoint to resume from. Start the run without resuming it.");

    /// <summary>Reads the latest undamaged checkpoint that is accepted, or null if there is none.</summary>
    public Checkpoint? FindLatest(string root, Func<CheckpointManifest, bool> accepts)
    {
        foreach (var folder in Folders(root))
        {
            try
            {
                var checkpoint = Load(folder);
                if (accepts(checkpoint.Manifest))
                {
                    return checkpoint;
                }
            }
            catch (Exception exception) when (CheckpointFiles.IsDamage(exception))
            {
                LogDamaged(folder, exception.Message);
            }
        }

        return null;
    }

    private static List<string> Find(string root, string prefix) => !Directory.Exists(root)
        ? []
        : Directory.EnumerateDirectories(root, prefix + "*").OrderDescending(StringComparer.Ordinal).ToList();

    private static CheckpointManifest? TryReadManifest(string folder)
    {
        try
        {
            return CheckpointFiles.ReadManifest(folder);
        }
        catch (Exception exception) when (CheckpointFiles.IsDamage(exception))
        {
            // No run resumes from a damaged checkpoint.
            return null;
        }
    }

    private static Checkpoint Load(string folder)
    {
        var manifest = CheckpointFiles.RequireWhole(folder);
        return new Checkpoint(folder, HistoryTensors.ToSnapshot(CheckpointFiles.ReadTensors(folder, CheckpointFiles.History), manifest), manifest);
    }

    [LoggerMessage(EventId = 1012, Level = LogLevel.Warning, Message = "Checkpoint {Folder} is unusable: it {Reason}. Trying the previous one.")]
    private partial void LogDamaged(string folder, string reason);
}
