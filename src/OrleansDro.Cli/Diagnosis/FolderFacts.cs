using OrleansDro.Cli.Sessions;

namespace OrleansDro.Cli.Diagnosis;

/// <summary>Facts about a folder for output.</summary>
/// <param name="Subject">What the folder is for.</param>
/// <param name="Path">Its full path.</param>
/// <param name="IsNamed">Whether the user has named it.</param>
/// <param name="Problem">Why no file can be written there, in a sentence; null if one can.</param>
/// <param name="Free">The free space in bytes; null if it is not known.</param>
internal sealed record FolderFacts(string Subject, string Path, bool IsNamed, string? Problem, long? Free)
{
    /// <summary>Writes a small file there and deletes it. If the folder does not exist, the nearest existing parent is tested; no folder is created.</summary>
    /// <param name="subject">What the folder is for.</param>
    /// <param name="path">The folder.</param>
    /// <param name="isNamed">Whether the user has named it.</param>
    public static FolderFacts Read(string subject, string path, bool isNamed)
    {
        var full = System.IO.Path.GetFullPath(path);
        var existing = full;
        while (!Directory.Exists(existing) && !File.Exists(existing) && System.IO.Path.GetDirectoryName(existing) is { } above)
        {
            existing = above;
        }

        return File.Exists(existing)
            ? new FolderFacts(subject, full, isNamed, $"{existing} is a file.", null)
            : new FolderFacts(subject, full, isNamed, WriteProbe.Problem(existing), FreeSpace(existing));
    }

    private static long? FreeSpace(string folder)
    {
        try
        {
            return new DriveInfo(folder).AvailableFreeSpace;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }
}
