using System.Text;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Cli.Reporting.Files;

/// <summary>
/// Files that appear in a directory together. Each is written beside its place and takes it by a rename in <see cref="Commit"/>, once
/// all of them are complete: a full disk or a crash neither leaves a torn file nor damages an old one.
/// </summary>
internal sealed class StagedFiles : IDisposable
{
    private readonly string _directory;
    private readonly List<(string Beside, string Place)> _files = [];

    /// <exception cref="InvalidInputException">The directory cannot be made.</exception>
    public StagedFiles(string directory)
    {
        _directory = Path.GetFullPath(directory);
        Guard(_directory, () => Directory.CreateDirectory(_directory));
    }

    /// <summary>Writes a file beside its place.</summary>
    /// <exception cref="InvalidInputException">It cannot be written.</exception>
    public void Add(string name, Action<TextWriter> write)
    {
        var place = Path.Combine(_directory, name);
        var beside = Path.Combine(_directory, $".{name}.{Guid.NewGuid():N}.tmp");
        _files.Add((beside, place));
        Guard(place, () =>
        {
            using var stream = new FileStream(beside, FileMode.CreateNew, FileAccess.Write);
            using (var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" })
            {
                write(writer);
            }

            stream.Flush(flushToDisk: true); // so that the rename never overtakes the content
        });
    }

    /// <summary>Moves the files to their places.</summary>
    /// <exception cref="InvalidInputException">A place cannot be taken.</exception>
    public void Commit()
    {
        foreach (var (beside, place) in _files)
        {
            Guard(place, () => File.Move(beside, place, overwrite: true));
        }
    }

    /// <summary>Removes what was not committed.</summary>
    public void Dispose()
    {
        foreach (var (beside, _) in _files)
        {
            File.Delete(beside);
        }
    }

    private static void Guard(string path, Action action)
    {
        try
        {
            action();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException(
                $"Cannot write '{path}': {exception.Message} Choose a directory that can be written with --out, or make room there.",
                exception);
        }
    }
}
