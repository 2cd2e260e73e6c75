namespace OrleansDro.FaultInjection.Processes;

/// <summary>The programs that can be started by their name.</summary>
internal static class SearchPath
{
    public static bool Has(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Any(folder => File.Exists(Path.Combine(folder, program)));
}
