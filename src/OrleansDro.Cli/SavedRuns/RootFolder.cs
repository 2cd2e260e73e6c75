using OrleansDro.Cli.Reporting.Files;
using OrleansDro.Cli.Sessions;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Cli.SavedRuns;

/// <summary>A folder with folders of runs. Links in it are not followed, so that nothing outside is read; nothing is written.</summary>
internal sealed class RootFolder
{
    /// <summary>How many folders a run can be below the root.</summary>
    private const int Depth = 5;

    /// <summary>How many folders are looked into. A folder of data, named by mistake, must not keep the disk busy.</summary>
    private const int MostFolders = 20_000;

    private static readonly EnumerationOptions NoLinks = new() { AttributesToSkip = FileAttributes.ReparsePoint | FileAttributes.Hidden | FileAttributes.System, IgnoreInaccessible = true };

    private readonly string _path;

    /// <param name="path">The folder.</param>
    /// <exception cref="InvalidInputException">There is no such folder, or it cannot be read.</exception>
    public RootFolder(string path)
    {
        try
        {
            var folder = new DirectoryInfo(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)));
            _path = (folder.ResolveLinkTarget(returnFinalTarget: true) ?? folder).FullName;
            _ = Directory.EnumerateDirectories(_path).Any();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"The folder '{path}' cannot be read: {exception.Message} Name a folder that holds folders of runs, such as 'runs'.", exception);
        }
    }

    /// <summary>The folders that hold a run. Their names have slashes and begin with that of the root, which may hold a run itself.</summary>
    public IEnumerable<(string Name, string Path)> FindRuns()
    {
        var waiting = new Queue<(string Path, int Depth)>([(_path, 0)]);
        for (var looked = 0; looked < MostFolders && waiting.TryDequeue(out var folder); looked++)
        {
            if (HoldsRun(folder.Path))
            {
                yield return (NameOf(folder.Path), folder.Path);
            }

            foreach (var below in folder.Depth < Depth ? FoldersIn(folder.Path) : [])
            {
                waiting.Enqueue((below, folder.Depth + 1));
            }
        }
    }

    /// <summary>Opens a file.</summary>
    /// <param name="folder">A folder of <see cref="FindRuns"/>, or one above it and below the root.</param>
    /// <param name="name">The file's name.</param>
    /// <exception cref="InvalidInputException">It cannot be read, or is a link.</exception>
    public FileStream Open(string folder, string name)
    {
        var file = Path.Combine(folder, name);
        try
        {
            return Has(folder, name)
                ? new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete)
                : throw new InvalidInputException(File.Exists(file) ? $"{name} is a link, or is reached through one, which is not followed." : $"{name} is missing.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"{name} cannot be read: {exception.Message}", exception);
        }
    }

    /// <summary>Whether a folder has a file that is not a link and is not reached through one.</summary>
    public bool Has(string folder, string name) => new FileInfo(Path.Combine(folder, name)) is { Exists: true, LinkTarget: null } && IsInside(folder);

    private bool IsInside(string folder)
    {
        for (var current = new DirectoryInfo(folder); current is not null; current = current.Parent)
        {
            if (current.FullName == _path)
            {
                return true;
            }

            if (current.LinkTarget is not null)
            {
                return false;
            }
        }

        return false;
    }

    private string NameOf(string folder) => Path.GetRelativePath(Path.GetDirectoryName(_path) ?? _path, folder).Replace(Path.DirectorySeparatorChar, '/');

    /// <summary>Whether a folder holds files of a run.</summary>
    public static bool HoldsRun(string folder) =>
        RunFiles.All.Where(name => name != RunFiles.Report).Any(name => File.Exists(Path.Combine(folder, name))) || Directory.Exists(Path.Combine(folder, RunFolder.CheckpointsName));

    private static string[] FoldersIn(string folder)
    {
        try
        {
            return
            [
                .. Directory.EnumerateDirectories(folder, "*", NoLinks)
                    .Where(path => Path.GetFileName(path) is not (RunFolder.CheckpointsName or RunFolder.EventFilesName))
                    .Order(StringComparer.Ordinal),
            ];
        }
        catch (IOException)
        {
            // It was removed meanwhile.
            return [];
        }
    }
}
