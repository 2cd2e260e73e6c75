namespace OrleansDro.Cli.Tests.Reporting;

internal sealed class TemporaryDirectory : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("orleansdro-reporting-");

    public string Path => _directory.FullName;

    public string At(string name) => System.IO.Path.Combine(Path, name);

    public string Read(string name) => File.ReadAllText(At(name));

    /// <summary>The names of all files and directories, those that begin with a dot too.</summary>
    public IEnumerable<string> Names => _directory.EnumerateFileSystemInfos().Select(item => item.Name).Order(StringComparer.Ordinal);

    public void Dispose() => _directory.Delete(recursive: true);
}
