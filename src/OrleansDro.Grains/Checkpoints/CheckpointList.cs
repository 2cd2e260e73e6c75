using OrleansDro.Abstractions.Runs;

namespace OrleansDro.Grains.Checkpoints;

/// <summary>Lists the checkpoints of a folder and checks each.</summary>
internal static class CheckpointList
{
    /// <summary>The checkpoints, the latest first.</summary>
    /// <param name="root">The folder.</param>
    /// <param name="limit">How long their files may be read; checkpoints that are not read by then are reported as unchecked.</param>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">Permission to read the folder is missing.</exception>
    public static IReadOnlyList<CheckpointView> Read(string root, TimeSpan limit)
    {
        using var ended = new CancellationTokenSource(limit);
        var views = CheckpointStore.Folders(root).Select(folder => Describe(folder, Check(folder, ended.Token)))
            .Concat(CheckpointStore.DistrustedFolders(root).Select(folder => Describe(folder, (CheckpointCondition.Distrusted, null))));
        return [.. views.OfType<CheckpointView>().OrderByDescending(view => view.StepsCommitted)];
    }

    private static CheckpointView? Describe(string folder, (CheckpointCondition Condition, string? Problem) found)
    {
        try
        {
            var directory = new DirectoryInfo(folder);
            return new CheckpointView
            {
                StepsCommitted = CheckpointStore.StepsOf(folder),
                SavedAt = new DateTimeOffset(directory.LastWriteTimeUtc),
                Bytes = directory.EnumerateFiles().Sum(file => file.Length),
                Condition = found.Condition,
                Problem = found.Problem,
            };
        }
        catch (IOException) when (!Directory.Exists(folder))
        {
            // A newer checkpoint was saved meanwhile, and this one was deleted.
            return null;
        }
    }

    private static (CheckpointCondition Condition, string? Problem) Check(string folder, CancellationToken ended)
    {
        try
        {
            CheckpointFiles.RequireWhole(folder, ended);
            return (CheckpointCondition.Whole, null);
        }
        catch (OperationCanceledException)
        {
            return (CheckpointCondition.Unchecked, null);
        }
        catch (Exception exception) when (CheckpointFiles.IsDamage(exception))
        {
            return (CheckpointCondition.Damaged, exception.Message);
        }
    }
}
