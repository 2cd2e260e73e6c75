namespace OrleansDro.Cli.Diagnosis;

/// <summary>Whether output can be written, and data read.</summary>
/// <param name="outputs">The folders for output that the user names, with what names them.</param>
/// <param name="data">The folder of the data, or null.</param>
internal sealed class FoldersCheck(IReadOnlyList<(string Subject, string Path)> outputs, string? data)
{
    /// <summary>The check's name.</summary>
    public const string Name = "folders";

    /// <summary>With less free space than this a run may soon be unable to save itself.</summary>
    private const long LittleSpace = Bytes.Gibi;

    /// <summary>Tries the current folder, that for temporary files, and those that are named.</summary>
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
    /// <param name="facts">What is known of it.</param>
    public static Finding Judge(FolderFacts facts) => facts switch
    {
        { Problem: { } problem, IsNamed: true } => Finding.Failure(facts.Subject, $"{facts.Path} cannot be written: {problem}", "Name another folder, or change its rights."),
        { Problem: { } problem } => Finding.Warning(facts.Subject, $"{facts.Path} cannot be written: {problem}", "Change its rights, or start the command from another folder (the current one) or set TMPDIR (the temporary one)."),
        { Free: { } free } when free < LittleSpace => Finding.Warning(facts.Subject, $"{facts.Path}: {Bytes.Format(free)} free", "Make room: a run that cannot save itself goes on, and is lost with the process."),
        { Free: { } free } => Finding.Ok(facts.Subject, $"{facts.Path}: writable, {Bytes.Format(free)} free"),
        _ => Finding.Ok(facts.Subject, $"{facts.Path}: writable"),
    };

    private static Finding ReadData(string path)
    {
        const string Subject = "data";
        var full = Path.GetFullPath(path);
        if (!Directory.Exists(full))
        {
            return Finding.Failure(Subject, $"{full} is no folder.", "Name the folder of the data.");
        }

        try
        {
            if (Directory.EnumerateFiles(full, "*", new EnumerationOptions { RecurseSubdirectories = true }).FirstOrDefault() is not { } first)
            {
                return Finding.Warning(Subject, $"{full} has no files.", "Name the folder of the data.");
            }

            using var file = File.OpenRead(first);
            _ = file.ReadByte();
            return Finding.Ok(Subject, $"{full}: readable");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Finding.Failure(Subject, $"{full} cannot be read: {exception.Message}", "Change the rights of the folder and its files.");
        }
    }
}
