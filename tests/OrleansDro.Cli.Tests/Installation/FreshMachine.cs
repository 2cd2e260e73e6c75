namespace OrleansDro.Cli.Tests.Installation;

/// <summary>
/// The packages of this build, and an account that has none of them: no tools, no templates, a package cache of its own. Packages of others come from the cache of this build, so no network is needed.
/// </summary>
public sealed class FreshMachine : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, string?> _variables;

    /// <summary>Makes the account.</summary>
    public FreshMachine()
    {
        _variables = new()
        {
            ["DOTNET_CLI_HOME"] = _folder.Path,
            ["DOTNET_GENERATE_ASPNET_CERTIFICATE"] = "false",
            ["DOTNET_NOLOGO"] = "true",
            // Servers for later builds would keep the streams of this one open.
            ["MSBUILDDISABLENODEREUSE"] = "1",
            ["UseSharedCompilation"] = "false",
            ["NUGET_PACKAGES"] = _folder.File("cache"),
            ["NUGET_FALLBACK_PACKAGES"] = PackageCache.Folder,
        };
        Directory.CreateDirectory(Folder);
        _folder.Write("NuGet.config", $"""<configuration><packageSources><clear /><add key="orleansdro" value="{Packages}" /></packageSources></configuration>""");
    }

    /// <summary>The packages.</summary>
    internal string Packages => _folder.File("packages");

    /// <summary>An empty folder to work in.</summary>
    internal string Folder => _folder.File("work");

    /// <summary>Makes the packages of what is built.</summary>
    public async ValueTask InitializeAsync()
    {
        var (exitCode, output, error) = await Command.RunAsync(
            "dotnet", ["pack", "-c", "Release", "--no-build", "-o", Packages, "-m:1", "-p:RunAnalyzers=false", "-p:UseSharedCompilation=false", "-v", "quiet"], folder: Repository.Root);
        Assert.True(exitCode == 0, output + error);
    }

    /// <summary>Runs a program in the empty folder.</summary>
    /// <returns>What it wrote to its output.</returns>
    internal async Task<string> RunAsync(string program, params string[] arguments)
    {
        var (exitCode, output, error) = await Command.RunAsync(program, arguments, folder: Folder, variables: _variables);
        Assert.True(exitCode == 0, $"{program} {string.Join(' ', arguments)}: {output}{error}");
        return output;
    }

    /// <summary>Deletes all.</summary>
    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
