namespace OrleansDro.Cli.Tests.Commands;

/// <summary>The stored connection, as commands use it.</summary>
public sealed class ContextTests : IDisposable
{
    // Nothing listens there, so a command that asks it names it.
    private const string Stored = "http://127.0.0.1:1";
    private const string OfTheEnvironment = "http://127.0.0.1:2";
    private const string Given = "http://127.0.0.1:3";

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Commands_StoredConnection_IsUsedUnlessTheUserGivesAnother()
    {
        Assert.Equal(0, (await Run("context", "set", "--server", Stored)).ExitCode);
        Assert.Equal(0, (await Run("context", "set", "--redis", "127.0.0.1:4")).ExitCode);
        var shown = (await Run("context", "show")).Output;
        Assert.Matches($"--redis +127.0.0.1:4 +--server +{Stored}", shown.ReplaceLineEndings(" "));
        Assert.Contains(Stored, (await Run("runs")).Error, StringComparison.Ordinal);
        Assert.Contains(OfTheEnvironment, (await RunWith(OfTheEnvironment, ["runs"])).Error, StringComparison.Ordinal);
        Assert.Contains(Given, (await RunWith(OfTheEnvironment, ["runs", "--server", Given])).Error, StringComparison.Ordinal);
        Assert.Equal(0, (await Run("context", "clear")).ExitCode);
        Assert.Contains("No cluster is selected", (await Run("runs")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Runs_ContextFileWithAPassword_IsRefused()
    {
        await File.WriteAllTextAsync(ContextFile, """{"redis-password": "secret"}""", TestContext.Current.CancellationToken);
        var (exitCode, _, error) = await Run("runs");
        Assert.Equal(2, exitCode);
        Assert.Contains("unknown entry 'redis-password'", error, StringComparison.Ordinal);
        Assert.Contains("environment variables", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_Connection_ListsWhatTheHelpOfACommandDoesNot()
    {
        var help = (await Run("help", "runs")).Output;
        Assert.Contains("--json", help, StringComparison.Ordinal);
        Assert.DoesNotContain("--redis", help, StringComparison.Ordinal);
        Assert.Contains("orleansdro help connection", help, StringComparison.Ordinal);
        var connection = (await Run("help", "connection")).Output;
        Assert.All(["--server", "--redis", "--redis-ca", "--cluster", "--tls-key"], option => Assert.Contains($"{option} ", connection, StringComparison.Ordinal));
    }

    public void Dispose() => _folder.Dispose();

    private string ContextFile => _folder.File("context.json");

    private Task<(int ExitCode, string Output, string Error)> Run(params string[] arguments) => RunWith(null, arguments);

    private Task<(int ExitCode, string Output, string Error)> RunWith(string? server, string[] arguments) => Command.OrleansDroWithAsync(
        new Dictionary<string, string?> { ["ORLEANSDRO_CONTEXT"] = ContextFile, ["ORLEANSDRO_SERVER"] = server, ["ORLEANSDRO_REDIS"] = null }, arguments);
}
