using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using OrleansDro.Learning.Torch;

namespace OrleansDro.Cli.Tests.Commands;

/// <summary>The command as a user gives it.</summary>
public sealed class DoctorTests : IDisposable
{
    private static readonly string[] Networks = ["phantom", "hippocampus", "mnist-rare"];
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Doctor_Json_HasAllChecksAndTestsTheNetworks()
    {
        var (exitCode, report) = await RunAsync("--out", _folder.File("a/new/folder"), "--data", _folder.Path);
        Assert.Equal(["system", "processor", "library", "devices", "memory", "cores", "selfTest", "folders", "ports"], report.Checks.Select(check => check.Name));
        Assert.Equal(report.Status == "failure" ? 1 : 0, exitCode);
        Assert.Equal("ok", report.StatusOf("library", "loaded"));
        foreach (var subject in Networks.SelectMany(network => new[] { $"{network} float32 cpu", $"{network} bfloat16 cpu" }))
        {
            Assert.Equal("ok", report.StatusOf("selfTest", subject));
            Assert.True(report.Find("selfTest", subject).GetProperty("seconds").GetDouble() > 0);
        }

        Assert.NotEqual("failure", report.StatusOf("folders", "--out"));
        Assert.Equal("warning", report.StatusOf("folders", "data")); // it is empty
        Assert.False(Directory.Exists(_folder.File("a")));
    }

    [Fact]
    public async Task Doctor_PortTakenAndFolderThatIsAFile_FailuresAndExitCode1()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
        var (exitCode, report) = await RunAsync("--http-port", port, "--silo-port", "0", "--out", _folder.Write("file", "mine"), "--data", _folder.File("nowhere"));
        Assert.Equal(1, exitCode);
        Assert.Equal("failure", report.Status);
        Assert.Equal("failure", report.StatusOf("ports", "--http-port"));
        Assert.Equal("ok", report.StatusOf("ports", "--silo-port"));
        Assert.Equal("failure", report.StatusOf("folders", "--out"));
        Assert.Equal("failure", report.StatusOf("folders", "data"));
    }

    [Theory]
    [InlineData("--http-port", "70000")]
    [InlineData("--redis", "nonsense")]
    [InlineData("--nonsense")]
    public async Task Doctor_WrongUsage_ExitCode2(params string[] arguments)
    {
        var (exitCode, output, error) = await Command.OrleansDroAsync(["doctor", .. arguments]);
        Assert.Equal(2, exitCode);
        Assert.Empty(output);
        Assert.NotEmpty(error);
    }

    [Fact]
    public async Task Doctor_LibraryCannotBeLoaded_IsAFailureWithoutATrace()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The test knows the names of Linux.");

        // Beside the output, so that its large files can be linked.
        var broken = Path.Combine(AppContext.BaseDirectory, "..", $"broken-{Guid.NewGuid():N}");
        try
        {
            var (copied, _, error) = await Command.RunAsync("cp", ["-al", AppContext.BaseDirectory, broken]);
            Assert.True(copied == 0, error);
            File.Delete(Path.Combine(broken, "runtimes", "linux-x64", "native", "libc10.so"));
            var doctor = await Command.RunAsync("dotnet", [Path.Combine(broken, "orleansdro.dll"), "doctor", "--json"]);
            Assert.Equal(1, doctor.ExitCode);
            Assert.Equal("failure", new Report(doctor.Output).StatusOf("library", "loaded"));

            var train = await Command.RunAsync("dotnet", [Path.Combine(broken, "orleansdro.dll"), "train", "phantom", "--steps", "1", "--out", _folder.File("out")]);
            Assert.Equal(1, train.ExitCode);
            Assert.Empty(train.Output);
            Assert.Contains("orleansdro doctor", train.Error, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", train.Error, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(broken, recursive: true);
        }
    }

    [Theory]
    [InlineData("compute.device", "train", "SPEC")]
    [InlineData("compute.device", "compare", "SPEC")]
    [InlineData("--devices", "silo", "--role", "trainer", "--devices", "cuda:0", "--redis", "127.0.0.1:6379")]
    public async Task Command_CudaInACpuBuild_NamesWhatAsksForIt(string source, params string[] arguments)
    {
        Assert.SkipWhen(CudaSupport.Read().IsInBuild, "This build is for CUDA.");
        var spec = _folder.Write("spec.json", """
            {
              "name": "gpu", "steps": 2, "batchSize": 2,
              "data": { "name": "phantom", "size": 16 },
              "model": { "name": "unet3d", "channels": [4, 8] },
              "loss": { "name": "crossEntropy" },
              "optimizer": { "name": "sgd", "learningRate": 0.1 },
              "sampling": { "name": "hardness", "beta": 10 },
              "compute": { "device": "cuda" }
            }
            """);
        string[] given = [.. arguments.Select(argument => argument == "SPEC" ? spec : argument)];
        var (exitCode, output, error) = await Command.OrleansDroAsync(given[0] == "silo" ? given : [.. given, "--out", _folder.File("out")]);
        Assert.Equal(2, exitCode);
        Assert.Empty(output);
        Assert.Contains(source, error, StringComparison.Ordinal);
        Assert.Contains("orleansdro doctor", error, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static async Task<(int ExitCode, Report Report)> RunAsync(params string[] arguments)
    {
        var (exitCode, output, _) = await Command.OrleansDroAsync(["doctor", "--json", .. arguments]);
        return (exitCode, new Report(output));
    }

    private sealed class Report(string json)
    {
        private readonly JsonElement _root = JsonDocument.Parse(json).RootElement;

        public string Status => _root.GetProperty("status").GetString()!;

        public IEnumerable<(string Name, JsonElement Findings)> Checks =>
            _root.GetProperty("checks").EnumerateArray().Select(check => (check.GetProperty("check").GetString()!, check.GetProperty("findings")));

        public JsonElement Find(string check, string subject) => Checks.Single(found => found.Name == check).Findings.EnumerateArray()
            .Single(finding => finding.GetProperty("subject").GetString() == subject);

        public string StatusOf(string check, string subject) => Find(check, subject).GetProperty("status").GetString()!;
    }
}
