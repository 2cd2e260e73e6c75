
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Cli.Sessions;

/// <summary>The folder of a run's files.</summary>
/// <param name="Path">The folder.</param>
internal sealed record RunFolder(string Path)
{
    private const string SummaryFile = "summary.json";

    /// <summary>Where the run saves itself.</summary>
    public string Checkpoints => System.IO.Path.Combine(Path, "checkpoints");

    /// <summary>Where its event files for TensorBoard lie.</summary>
    public string EventFiles => System.IO.Path.Combine(Path, "tensorboard");

    /// <summary>Makes the folder if it is not there. One that holds a run is only opened to resume that run.</summary>
    /// <exception cref="InvalidInputException">The folder holds a run, or cannot be written.</exception>
    public static RunFolder Open(string path, bool resume)
    {
        var folder = new RunFolder(path);
        if (!resume && folder.HoldsRun)
        {
            throw new InvalidInputException($"{path} holds a run already. Name another folder with --out, or go on with that run by 'train SPEC --resume --out {path}'.");
        }

        return folder.Prepare();
    }

    /// <summary>Makes the folder for the files of a run that is elsewhere, if it is not there.</summary>
    /// <exception cref="InvalidInputException">The folder holds a run, or cannot be written.</exception>
    public static RunFolder OpenForResult(string path)
    {
        var folder = new RunFolder(System.IO.Path.GetFullPath(path));
        return folder.HoldsRun ? throw new InvalidInputException($"{folder.Path} holds a run already. Name another folder with --out.") : folder.Prepare();
    }

    private bool HoldsRun => File.Exists(System.IO.Path.Combine(Path, SummaryFile)) || Directory.Exists(Checkpoints);

    private RunFolder Prepare()
    {
        try
        {
            Directory.CreateDirectory(Path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(exception.Message);
        }

        return WriteProbe.Problem(Path) is { } problem ? throw Unwritable(problem) : this;
    }

    private InvalidInputException Unwritable(string problem) => new($"The folder {Path} cannot be written: {problem} Name another with --out.");
}
