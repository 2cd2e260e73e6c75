using System.Text.RegularExpressions;
using OrleansDro.Cli.Reporting.Files;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Cli.Sessions;

/// <summary>The folder of a run's files.</summary>
/// <param name="Path">The folder.</param>
internal sealed partial record RunFolder(string Path)
{
    /// <summary>The name of the folder of its checkpoints.</summary>
    public const string CheckpointsName = "checkpoints";

    /// <summary>The name of the folder of its event files for TensorBoard.</summary>
    public const string EventFilesName = "tensorboard";

    /// <summary>The folder of its checkpoints.</summary>
    public string Checkpoints => System.IO.Path.Combine(Path, CheckpointsName);

    /// <summary>The folder of its event files for TensorBoard.</summary>
    public string EventFiles => System.IO.Path.Combine(Path, EventFilesName);

    /// <summary>The arguments with which the run of a folder is continued, as a shell takes them.</summary>
    public static string ResumeArguments(string path) => $"train --resume --out {(SafeInAShell().IsMatch(path) ? path : $"'{path.Replace("'", "'\\''", StringComparison.Ordinal)}'")}";

    /// <summary>Creates the folder if it does not exist. A folder that contains a run is opened only to resume that run.</summary>
    /// <exception cref="InvalidInputException">The folder contains a run, or cannot be written.</exception>
    public static RunFolder Open(string path, bool resume)
    {
        var folder = new RunFolder(path);
        if (!resume && folder.ContainsRun)
        {
            throw new InvalidInputException($"{path} already contains a run. Choose another folder with --out, or continue that run with 'orleansdro {ResumeArguments(path)}'.");
        }

        return folder.Prepare();
    }

    /// <summary>Creates the folder for the files of a run in a cluster, if it does not exist.</summary>
    /// <exception cref="InvalidInputException">The folder contains a run, or cannot be written.</exception>
    public static RunFolder OpenForResult(string path)
    {
        var folder = new RunFolder(System.IO.Path.GetFullPath(path));
        return folder.ContainsRun ? throw new InvalidInputException($"{folder.Path} already contains a run. Choose another folder with --out.") : folder.Prepare();
    }

    private bool ContainsRun => File.Exists(System.IO.Path.Combine(Path, RunFiles.Summary)) || Directory.Exists(Checkpoints);

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

    private InvalidInputException Unwritable(string problem) => new($"The folder {Path} cannot be written: {problem} Choose another one with --out.");

    [GeneratedRegex(@"^[A-Za-z0-9/._:\\-]+$")]
    private static partial Regex SafeInAShell();
}
