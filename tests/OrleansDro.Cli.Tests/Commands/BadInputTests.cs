using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace OrleansDro.Cli.Tests.Commands;

/// <summary>What the user gets wrong is answered by one clear message and exit code 2, and nothing is overwritten.</summary>
public sealed class BadInputTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("\"steps\": 5", "\"stepz\": 5", "did you mean 'steps'")]
    [InlineData("\"batchSize\": 2", "\"batchSize\": 0", "'batchSize'")]
    [InlineData("\"batchSize\": 2", "\"batchSize\": 2, \"microBatches\": 3", "'microBatches'")]
    [InlineData("\"beta\": 10", "\"beta\": -1", "'sampling.beta' must be 0 or more; it is -1.\n")]
    [InlineData("\"beta\": 10", "\"temperature\": {\"control\": \"level\"}", "'effectiveSampleSize', 'kullbackLeibler'")]
    [InlineData("\"beta\": 10", "\"betta\": 10", "sampling.betta")]
    [InlineData("\"steps\": 5", "\"steps\": \"five\"", "steps")]
    [InlineData("\"steps\": 5,", "\"steps\": 5,,", "line")]
    [InlineData("\"name\": \"sgd\"", "\"name\": \"sdg\"", "did you mean 'sgd'")]
    [InlineData("\"size\": 16", "\"size\": 16, \"noise\": -3", "data.noise")]
    public async Task Train_WrongSpec_NamesTheField(string valid, string wrong, string expected)
    {
        var spec = _folder.File("spec.json");
        await File.WriteAllTextAsync(spec, Spec.Replace(valid, wrong, StringComparison.Ordinal), Encoding.UTF8, TestContext.Current.CancellationToken);
        await RequireInputError(expected, "train", spec, "--out", _folder.File("out"));
    }

    [Theory]
    [InlineData("unknown command 'trian'. Did you mean 'train'?", "trian")]
    [InlineData("unknown option '--stepps'. Did you mean '--steps'?\n", "demo", "--stepps", "3")]
    [InlineData("unknown option '--stepps'. Did you mean '--steps'?\n", "demo", "--stepps=3")]
    [InlineData("unknown argument 'phantom'", "train", "phantom", "phantom")]
    [InlineData("no help on 'trian'. Did you mean 'train'?", "help", "trian")]
    [InlineData("of --server must be an address without a user", "context", "set", "--server", "http://user:secret@silo/")]
    [InlineData("must be HOST:PORT", "context", "set", "--redis", "user:secret@127.0.0.1:6379")]
    [InlineData("Give at least one option", "context", "set")]
    [InlineData("'sampling.beta' must be 0 or more", "train", "phantom", "--beta", "-1")]
    [InlineData("sampling.beta", "train", "phantom", "--beta", "x")]
    [InlineData("'name'", "train", "phantom", "--name", "a/b")]
    [InlineData("Name a spec", "train")]
    [InlineData("needs --out DIR", "train", "--resume")]
    [InlineData("did you mean 'learningRate'", "train", "phantom", "--set", "optimizer.learningrat=1")]
    [InlineData("'steps' has no fields", "train", "phantom", "--set", "steps.every=1")]
    [InlineData("FIELD=VALUE", "train", "phantom", "--set", "optimizer.learningRate")]
    [InlineData("--trainers must be N, MIN:MAX", "demo", "--trainers", "0")]
    [InlineData("it is '3:2'", "train", "phantom", "--trainers", "3:2")]
    [InlineData("--redis HOST:PORT, or set the environment variable ORLEANSDRO_REDIS", "silo", "--role", "all")]
    [InlineData("--redis HOST:PORT", "submit", "phantom")]
    [InlineData("--redis HOST:PORT", "runs")]
    [InlineData("must be HOST:PORT, such as 127.0.0.1:6379", "watch", "phantom", "--redis", "localhost")]
    [InlineData("'a b'", "runs", "--redis", "127.0.0.1:6379", "--cluster", "a b")]
    [InlineData("'--role' is required", "silo", "--redis", "127.0.0.1:6379")]
    [InlineData("--role must be one of control, trainer, all; it is 'worker'", "silo", "--role", "worker", "--devices", "cpu", "--redis", "127.0.0.1:6379")]
    [InlineData("--devices can be used only with --role trainer or all", "silo", "--role", "control", "--devices", "cpu:2", "--redis", "127.0.0.1:6379")]
    [InlineData("--devices must be 'cpu:N'", "silo", "--role", "trainer", "--devices", "gpu:0", "--redis", "127.0.0.1:6379")]
    [InlineData("--advertise must be an IP address", "silo", "--role", "all", "--advertise", "here", "--redis", "127.0.0.1:6379")]
    [InlineData("--data-root does not exist", "silo", "--role", "all", "--data-root", "/nowhere/at/all", "--redis", "127.0.0.1:6379")]
    [InlineData("can be used only with the control role", "silo", "--role", "trainer", "--gateway-port", "4711", "--redis", "127.0.0.1:6379")]
    [InlineData("--orleans-dashboard needs --http-port", "silo", "--role", "all", "--orleans-dashboard", "--redis", "127.0.0.1:6379")]
    [InlineData("--http-host needs --http-port", "silo", "--role", "all", "--http-host", "silo.example.org", "--redis", "127.0.0.1:6379")]
    [InlineData("10.0.0.5 (--http-address), so it needs a token: set the environment variable ORLEANSDRO_API_TOKEN", "silo", "--role", "all", "--http-port", "0", "--http-address", "10.0.0.5", "--redis", "127.0.0.1:6379")]
    [InlineData("missing: --tls-key, --tls-ca", "runs", "--tls-certificate", "tls.crt", "--redis", "127.0.0.1:6379")]
    [InlineData("/nowhere/tls.crt cannot be read", "silo", "--role", "all", "--tls-certificate", "/nowhere/tls.crt", "--tls-key", "/nowhere/tls.key", "--tls-ca", "/nowhere/ca.crt", "--redis", "127.0.0.1:6379")]
    [InlineData("/nowhere/ca.crt cannot be read", "devices", "--redis", "127.0.0.1:6379", "--redis-tls", "--redis-ca", "/nowhere/ca.crt")]
    [InlineData("must differ", "silo", "--role", "all", "--silo-port", "4711", "--gateway-port", "4711", "--redis", "127.0.0.1:6379")]
    [InlineData("--out needs --wait", "submit", "phantom", "--out", "anywhere", "--redis", "127.0.0.1:6379")]
    [InlineData("'name'", "submit", "phantom", "--name", "a/b", "--redis", "127.0.0.1:6379")]
    [InlineData("'x' for option '--steps' as a whole number.", "demo", "--steps", "x")]
    [InlineData("--http-port must be from 0 to 65535", "demo", "--http-port", "70000")]
    [InlineData("no spec 'nothing'", "train", "nothing")]
    [InlineData("--stop-after", "train", "phantom", "--stop-after", "100000")]
    public async Task Command_WrongUsage_NamesIt(string expected, params string[] arguments) => await RequireInputError(expected, arguments);

    [Theory]
    [InlineData(null, "cannot be read")]
    [InlineData("changes", "not valid JSON: line 1")]
    [InlineData("{}", "must be a list")]
    [InlineData("""[{"kind": "remove", "id": ["phantom-0001"], "step": 1}]""", "unknown field '[0].id'")]
    [InlineData("""[{"kind": "banish", "ids": ["phantom-0001"], "step": 1}]""", "'quarantine', 'release', 'add', 'remove'")]
    [InlineData("""[{"kind": "remove", "ids": ["phantom-0001"]}]""", "missing field '[0].step'")]
    [InlineData("""[{"kind": "remove", "ids": ["phantom-0001"], "step": null}]""", "missing field '[0].step'")]
    [InlineData("""[{"kind": "remove", "ids": ["phantom-0001"], "step": -1}]""", "from 0 to 4")]
    [InlineData("""[{"kind": "remove", "ids": ["phantom-0001"], "step": 5}]""", "from 0 to 4")]
    [InlineData("""[{"kind": "remove", "ids": ["nobody"], "step": 1}]""", "no case 'nobody'")]
    [InlineData("""[{"kind": "quarantine", "ids": ["phantom-0001"], "step": 1}]""", "requires a reason")]
    [InlineData("""[{"kind": "add", "ids": ["phantom-0500"], "step": 3}, {"kind": "remove", "ids": ["phantom-0500"], "step": 2}]""", "cannot come before step 3")]
    public async Task Train_ChangesThatCannotBeRepeated_NamesWhy(string? changes, string expected)
    {
        var spec = _folder.Write("spec.json", Spec);
        var file = changes is null ? _folder.File("nothing.json") : _folder.Write("changes.json", changes);
        await RequireInputError(expected, "train", spec, "--changes", file, "--out", _folder.File("out"));
    }

    [Fact]
    public Task Train_ChangesAndResume_CannotBeCombined() =>
        RequireInputError("--changes and --resume cannot be combined", "train", "phantom", "--changes", "changes.json", "--resume", "--out", _folder.File("out"));

    [Fact]
    public async Task Train_DataFolderMissing_NamesIt() =>
        await RequireInputError("nowhere", "train", "hippocampus", "--data", _folder.File("nowhere"), "--out", _folder.File("out"));

    [Fact]
    public async Task Train_OutputCannotBeWritten_NamesIt()
    {
        var file = _folder.File("a-file");
        await File.WriteAllTextAsync(file, "mine", TestContext.Current.CancellationToken);
        await RequireInputError("--out", "demo", "--out", file);
        Assert.Equal("mine", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Train_FolderHoldsARun_IsNotOverwritten()
    {
        var summary = _folder.File("summary.json");
        await File.WriteAllTextAsync(summary, "mine", TestContext.Current.CancellationToken);
        await RequireInputError("already contains a run", "train", "phantom", "--out", _folder.Path);
        Assert.Equal("mine", await File.ReadAllTextAsync(summary, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Train_HttpPortInUse_NamesIt()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
        await RequireInputError($"The port {port} of --http-port", "train", "phantom", "--http-port", port, "--out", _folder.File("out"));
    }

    [Fact]
    public async Task Silo_PortInUse_NamesItsOption()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
        await RequireInputError($"The port {port} of --gateway-port", "silo", "--role", "all", "--redis", "127.0.0.1:6379", "--gateway-port", port);
    }

    [Fact]
    public async Task Silo_NoRedis_WaitsAndFailsWithTheReason()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var address = $"127.0.0.1:{((IPEndPoint)other.LocalEndpoint).Port}";
        other.Stop();
        var (exitCode, output, error) = await Command.OrleansDroAsync("silo", "--role", "all", "--redis", address, "--redis-timeout", "5");
        Assert.True(exitCode == 1, $"exit code {exitCode}: {error}");
        Assert.Single(error.Split('\n'), line => line.Contains($"Waiting up to 5 s for Redis at {address}", StringComparison.Ordinal));
        Assert.Contains($"orleansdro: Redis at {address} did not answer within 5 s. Start it, or correct its address.", error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        Assert.Empty(output);
    }

    public void Dispose() => _folder.Dispose();

    private const string Spec = """
        {
          "name": "bad", "steps": 5, "batchSize": 2,
          "data": { "name": "phantom", "size": 16 },
          "model": { "name": "unet3d", "channels": [4, 8] },
          "loss": { "name": "crossEntropy" },
          "optimizer": { "name": "sgd", "learningRate": 0.1 },
          "sampling": { "name": "hardness", "beta": 10 }
        }
        """;

    private static async Task RequireInputError(string expected, params string[] arguments)
    {
        var (exitCode, output, error) = await CommandInProcess.RunAsync(arguments);
        Assert.True(exitCode == 2, $"exit code {exitCode}: {error}");
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        Assert.Empty(output);
    }
}
