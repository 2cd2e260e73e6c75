using System.Globalization;
using System.Text.Json;

namespace OrleansDro.Cli.Tests.Commands;

/// <summary>The command <c>cases</c> as a user runs it, beside a training that goes on.</summary>
public sealed class CasesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Cases_TrainingGoesOn_AnswersEachQuestion()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Sends SIGINT by kill.");
        await using var training = await Training.StartAsync(_folder.Write("spec.json", Spec), _folder.File("out"));

        var hardest = await AskJson(training, "--hardest", "5");
        Assert.Equal((20, 5), (hardest.GetProperty("matching").GetInt32(), hardest.GetProperty("cases").GetArrayLength()));
        Assert.Equal(1, hardest.GetProperty("cases")[0].GetProperty("rank").GetInt32());
        var oldest = (await AskJson(training, "--oldest", "20")).GetProperty("cases").EnumerateArray().Select(view => view.GetProperty("age").GetInt64()).ToArray();
        Assert.Equal(20, oldest.Length);
        Assert.Equal(oldest.OrderDescending(), oldest);
        var rare = (await AskJson(training, "--group", "rare")).GetProperty("cases").EnumerateArray().ToArray();
        Assert.NotEmpty(rare);
        Assert.All(rare, view => Assert.Equal("rare", view.GetProperty("group").GetString()));
        Assert.Equal(0, (await AskJson(training, "--quarantined")).GetProperty("matching").GetInt32());
        Assert.Equal(20, (await AskJson(training, "--groups")).EnumerateArray().Sum(group => group.GetProperty("cases").GetInt32()));

        var id = hardest.GetProperty("cases")[0].GetProperty("id").GetString()!;
        var alone = await AskJson(training, "--case", id);
        Assert.Equal(id, alone.GetProperty("id").GetString());
        Assert.Equal("seen", alone.GetProperty("status").GetString());
        Assert.InRange(alone.GetProperty("recentLosses").GetArrayLength(), 1, 8);

        Assert.Contains("20 of 20 cases after", await Ask(training), StringComparison.Ordinal);
        Assert.Contains("latest loss", await Ask(training, "--case", id), StringComparison.Ordinal);
        Assert.Contains("rare", await Ask(training, "--groups"), StringComparison.Ordinal);

        await RequireError(2, "no case 'nobody'", training, "small", "--case", "nobody");
        await RequireError(2, "Run 'other' not found", training, "other");
        await RequireError(2, "the groups are common, rare", training, "small", "--group", "rar");
        await RequireError(2, "ORLEANSDRO_API_TOKEN", training, "small", "--quarantine", id, "--reason", "wrong label");
        Assert.Equal(130, await training.InterruptAsync());
    }

    [Fact]
    public async Task Cases_ChangedWhileItTrains_AreSeenRecordedAndRepeated()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Sends SIGINT by kill.");
        var spec = _folder.Write("spec.json", Spec);
        await using var training = await Training.StartAsync(spec, _folder.File("live"), Token);

        var quarantined = await AskJson(training, "--quarantine", "phantom-0003", "phantom-0007", "--reason", "wrong label");
        var added = await AskJson(training, "--add", "phantom-0020");
        Assert.Contains("consent withdrawn", await Ask(training, "--remove", "phantom-0001", "--reason", "consent withdrawn"), StringComparison.Ordinal);
        await RequireError(2, "no case 'nobody'", training, "small", "--release", "nobody");
        await RequireError(2, "not at 1: earlier steps are drawn already", training, "small", "--remove", "phantom-0002", "--at-step", "1");
        var (newcomer, asked) = (default(JsonElement), 0);
        while (newcomer.ValueKind == JsonValueKind.Undefined || newcomer.GetProperty("visits").GetInt32() == 0)
        {
            Assert.True(asked++ < 20, "The added case was not drawn.");
            newcomer = (await AskJson(training, "--hardest", "30")).GetProperty("cases").EnumerateArray().FirstOrDefault(view => view.GetProperty("id").GetString() == "phantom-0020");
        }

        Assert.InRange(newcomer.GetProperty("lastStep").GetInt64(), added.GetProperty("step").GetInt64(), long.MaxValue);
        var list = await Ask(training, "--quarantined");
        Assert.Contains("2 of 2 cases", list, StringComparison.Ordinal);
        Assert.Contains("phantom-0007", list, StringComparison.Ordinal);
        Assert.Contains("wrong label", list, StringComparison.Ordinal);
        Assert.Matches("reason +wrong label", await Ask(training, "--case", "phantom-0003"));
        await AskJson(training, "--release", "phantom-0007");
        Assert.Equal(4, (await AskJson(training, "--changes")).GetArrayLength());
        await AskForRuns(training);
        var (stopped, _, error) = await Command.OrleansDroAsync(Token, ["stop", "small", "--server", training.Address]);
        Assert.True(stopped == 0, error);
        Assert.Equal(0, await training.WaitAsync());

        var live = Summary("live");
        Assert.Equal("4", live.GetProperty("changes").ToString());
        var cases = await File.ReadAllLinesAsync(_folder.File("live/cases.csv"), TestContext.Current.CancellationToken);
        Assert.Equal(22, cases.Length);
        Assert.Contains(",false,removed,consent withdrawn,", cases[2], StringComparison.Ordinal);
        Assert.Contains(",true,quarantined,wrong label,", cases[4], StringComparison.Ordinal);
        Assert.InRange(long.Parse(cases[4].Split(',')[4], CultureInfo.InvariantCulture), -1, quarantined.GetProperty("step").GetInt64() - 1);
        Assert.Contains(",false,seen,,", cases[8], StringComparison.Ordinal);

        // The same again from the record, stopped and resumed half way.
        var steps = live.GetProperty("stepsCommitted").GetInt32();
        await Train(spec, "again", steps / 2, "--changes", _folder.File("live/changes.json"));
        await Train(spec, "again", steps, "--resume");
        Assert.Equal(Identity(live), Identity(Summary("again")));
        foreach (var file in new[] { "cases.csv", "changes.json" })
        {
            Assert.Equal(
                await File.ReadAllTextAsync(_folder.File("live/" + file), TestContext.Current.CancellationToken),
                await File.ReadAllTextAsync(_folder.File("again/" + file), TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task Cases_ServerNotThere_FailsAndNamesTheRemedy()
    {
        var (exitCode, output, error) = await Command.OrleansDroAsync("cases", "small", "--server", "http://127.0.0.1:1");
        Assert.Equal(1, exitCode);
        Assert.Contains("http://127.0.0.1:1 cannot be reached", error, StringComparison.Ordinal);
        Assert.Contains("). Start the training or a silo with --http-port", error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        Assert.Empty(output);
    }

    [Theory]
    [InlineData("--case and --hardest", "--case", "a", "--hardest", "3")]
    [InlineData("--quarantine and --release", "--quarantine", "a", "--release", "b", "--reason", "x")]
    [InlineData("--group can be used only with", "--groups", "--group", "rare")]
    [InlineData("--reason can be used only with", "--hardest", "3", "--reason", "x")]
    [InlineData("--at-step can be used only with", "--at-step", "3")]
    [InlineData("--quarantine needs --reason", "--quarantine", "a")]
    [InlineData("--hardest must be from 1 to 10000", "--hardest", "0")]
    [InlineData("'many' for option '--oldest' as a whole number.", "--oldest", "many")]
    [InlineData("No case has the id ''", "--case", "")]
    [InlineData("No case has the id '..'", "--case", "..")]
    [InlineData("'nowhere' of --server", "--server", "nowhere")]
    [InlineData("Both a server (--server) and a cluster (--redis)", "--server", "http://127.0.0.1:1", "--redis", "127.0.0.1:1")]
    [InlineData("No cluster is selected.", "--cluster", "a")]
    public async Task Cases_WrongUsage_NamesIt(string expected, params string[] arguments)
    {
        var (exitCode, output, error) = await Command.OrleansDroAsync(["cases", "small", .. arguments]);
        Assert.True(exitCode == 2, $"exit code {exitCode}: {error}");
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        Assert.Empty(output);
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("a/b")]
    public async Task Cases_NameThatNoRunCanHave_SaysSo(string run)
    {
        var (exitCode, _, error) = await Command.OrleansDroAsync("cases", run);
        Assert.Equal(2, exitCode);
        Assert.Contains($"No run has the name '{run}'", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("two\nlines")]
    [InlineData("schlüssel")]
    [InlineData(" space")]
    public async Task Cases_TokenThatNoHeaderCanCarry_SaysSo(string token)
    {
        var (exitCode, _, error) = await Command.OrleansDroAsync(token, ["cases", "small", "--release", "a"]);
        Assert.Equal(2, exitCode);
        Assert.Contains("ORLEANSDRO_API_TOKEN", error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private const string Token = "a token of the test";

    private const string Spec = """
        {
          "name": "small", "seed": 3, "steps": 200000, "batchSize": 2, "microBatches": 2,
          "data": { "name": "phantom", "size": 12, "trainingCases": 20, "validationCases": 8, "rareFraction": 0.2 },
          "model": { "name": "unet3d", "channels": [4, 8] },
          "loss": { "name": "diceCrossEntropy" },
          "optimizer": { "name": "sgd", "learningRate": 0.05 },
          "sampling": { "name": "hardness", "beta": 10 },
          "compute": { "threads": 1 },
          "checkpoint": { "every": 0 }
        }
        """;

    /// <summary>Lists runs, devices and checkpoints as tables, which need all fields of the answers.</summary>
    private static async Task AskForRuns(Training training)
    {
        foreach (var (command, expected) in new[] { ("runs", @"small +training +\d+/200000 +1 "), ("devices", @"cpu:0 +small"), ("checkpoints", "not saved a checkpoint") })
        {
            var (exitCode, output, error) = await Command.OrleansDroAsync([command, .. command == "checkpoints" ? ["small"] : Array.Empty<string>(), "--server", training.Address]);
            Assert.True(exitCode == 0, error);
            Assert.Matches(expected, output);
        }
    }

    private static async Task<JsonElement> AskJson(Training training, params string[] question) =>
        JsonDocument.Parse(await Ask(training, [.. question, "--json"])).RootElement;

    private static async Task<string> Ask(Training training, params string[] question)
    {
        var (exitCode, output, error) = await Command.OrleansDroAsync(training.Token, ["cases", "small", "--server", training.Address, .. question]);
        Assert.True(exitCode == 0, error);
        return output;
    }

    private static async Task RequireError(int expectedExitCode, string expected, Training training, string run, params string[] question)
    {
        var (exitCode, _, error) = await Command.OrleansDroAsync(training.Token, ["cases", run, "--server", training.Address, .. question]);
        Assert.True(exitCode == expectedExitCode, $"exit code {exitCode}: {error}");
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.DoesNotContain("(Parameter", error, StringComparison.Ordinal);
    }

    private static (string?, string?, string) Identity(JsonElement summary) =>
        (summary.GetProperty("modelHash").GetString(), summary.GetProperty("drawHash").GetString(), summary.GetProperty("stepsCommitted").ToString());

    private JsonElement Summary(string folder) => JsonDocument.Parse(File.ReadAllText(_folder.File(folder + "/summary.json"))).RootElement;

    private async Task Train(string spec, string folder, int stopAfter, params string[] options)
    {
        var steps = stopAfter.ToString(CultureInfo.InvariantCulture);
        var (exitCode, _, error) = await Command.OrleansDroAsync(["train", spec, "--out", _folder.File(folder), "--stop-after", steps, .. options]);
        Assert.True(exitCode == 0, error);
    }
}
