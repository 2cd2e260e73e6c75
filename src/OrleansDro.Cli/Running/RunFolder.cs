using OrleansDro.Learning;

namespace OrleansDro.Cli.Running;

/// <summary>The folder of a run's files.</summary>
/// <param name="Path">The folder.</param>
internal sealed record RunFolder(string Path)
{
    private const string SummaryFile = "summary.json";

    /// <summary>Where the run saves itself.</summary>
    public string Checkpoints => System.IO.Path.Combine(Path, "checkpoints");

    /// <summary>Makes the folder if it is not there. One that holds a run is only opened to resume that run.</summary>
    /// <exception cref="InvalidInputException">The folder holds a run, or cannot be written.</exception>
    public static RunFolder Open(string path, bool resume)
    {
        var folder = new RunFolder(path);
        if (!resume && (File.Exists(System.IO.Path.Combine(path, SummaryFile)) || Directory.Exists(folder.Checkpoints)))
        {
            throw new InvalidInputException($"{path} holds a run already. Name another folder with --out, or go on with that run by 'train SPEC --resume --out {path}'.");
        }

        try
        {
            Directory.CreateDirectory(path);
            var probe = System.IO.Path.Combine(path, $".{Guid.NewGuid():N}");
            File.WriteAllBytes(probe, []);
            File.Delete(probe);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"The folder {path} cannot be written: {exception.Message} Name another with --out.", exception);
        }

        return folder;
    }
}
