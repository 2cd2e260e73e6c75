namespace OrleansDro.Cli.Tests;

/// <summary>The folder into which NuGet has put the packages of this build.</summary>
internal static class PackageCache
{
    public static string Folder { get; } =
        Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
}
