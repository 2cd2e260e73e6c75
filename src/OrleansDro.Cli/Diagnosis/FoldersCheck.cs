namespace OrleansDro.Cli.Diagnosis;

/// <summary>Whether output can be written, and data read.</summary>
/// <param name="outputs">The folders for output that the user names, each with its option.</param>
/// <param name="data">The folder of the data, or null.</param>
internal sealed class FoldersCheck(IReadOnlyList<(string Subject, string Path)> outputs, string? data)
{
    /// <summary>The check's name.</summary>
    public const string Name = "folders";

    /// <summary>Below this free space a run may soon be unable to save checkpoints.</summary>
    private const long LittleSpace = Bytes.Gibi;

    /// <summary>Checks the current folder, the folder for temporary files, and the folders that the user names.</summary>
    public IEnumerable<Finding> Run()
    {
        yield return Judge(FolderFacts.Read("current", Directory.GetCurrentDirectory(), isNamed: false));
        yield return Judge(FolderFacts.Read("temporary", Path.GetTempPath(), isNamed: false));
        foreach (var (subject, path) in outputs)
        {
            yield return Judge(FolderFacts.Read(subject, path, isNamed: true));
        }

        if (data is not null)
        {
            yield return ReadData(data);
        }
    }

    /// <summary>Judges a folder for output.</summary>
    /// <param name="facts">The facts about it.</param>
    public static Finding Judge(FolderFacts facts) => facts switch
    {
        { Problem: { } problem, IsNamed: true } => Finding.Failure(facts.Subject, $"{facts.Path} cannot be written: {problem}", "Choose another folder, or change its permissions."),
        { Problem: { } problem } => Finding.Warning(facts.Subject, $"{facts.Path} cannot be written: {problem}", "Change its permissions, start the command from another folder (for the current folder), or set TMPDIR (for the temporary folder)."),
        { Free: { } free } when free < LittleSpace => Finding.Warning(facts.Subject, $"{facts.Path}: {Bytes.Format(free)} free", "Free some space: a run that cannot save checkpoints continues, but is lost when the process ends."),
        { Free: { } free } => Finding.Ok(facts.Subject, $"{facts.Path}: writable, {Bytes.Format(free)} free"),
        _ => Finding.Ok(facts.Subject, $"{facts.Path}: writable"),
    };

    private static Finding ReadData(string path)
    {
        const string Subject = "data";
        var full = Path.GetFullPath(path);
        if (!Directory.Exists(full))
        {
            return Finding.Failure(Subject, $"{full} is not a folder.", "Pass the folder that contains the data.");
        }

        try
        {
            if (Directory.EnumerateFiles(full, "*", new EnumerationOptions { RecurseSubdirectories = true }).FirstOrDefault() is not { } first)
            {
                return Finding.Warning(Subject, $"{full} contains no files.", "Pass the folder that contains the data.");
            }

            using var file = File.OpenRead(first);
            _ = file.ReadByte();
            return Finding.Ok(Subject, $"{full}: readable");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Finding.Failure(Subject, $"{full} cannot be read: {exception.Message}", "Change the permissions of the folder and its files.");
        }
    }
}
