using OrleansDro.FaultInjection.Processes;

namespace OrleansDro.Deploy.Tests.Images;

/// <summary>The Dockerfile: what it says, and that its build works.</summary>
public sealed class DockerfileTests(BuiltImage image)
{
    private const string Linter = "dockerfile-utils";
    private const long MostBytes = 650 << 20;

    [Fact]
    public void Stages_Bases_AreNamedByVersionAndForBothBackends()
    {
        var dockerfile = image.Dockerfile;
        Assert.Equal("cpu", dockerfile.Arguments["BACKEND"]);
        Assert.Equal("runtime-${BACKEND}", image.Final.Base);
        Assert.Same(image.Final, dockerfile.Stages[^1]);
        Assert.StartsWith("nvidia/cuda:", dockerfile.Stage("runtime-cuda").Base, StringComparison.Ordinal);
        var bases = dockerfile.Stages.Select(stage => stage.Base).Where(name => !name.StartsWith("runtime-", StringComparison.Ordinal));
        Assert.All(bases, name => Assert.Matches(@"^[a-z./-]+/[a-z]+:\d+\.\d+", name));
        Assert.Contains("-p:TorchBackend=${BACKEND}", dockerfile.Stage("build").Instructions.Single(instruction => instruction.Text.StartsWith("dotnet publish", StringComparison.Ordinal)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Final_User_IsNotRootAndAHealthCheckIsThere()
    {
        Assert.Equal("1654:1654", image.Final.Last("USER"));
        Assert.Equal("11111 30000 8080", image.Final.Last("EXPOSE"));
        Assert.Equal("""["dotnet", "/app/orleansdro.dll"]""", image.Final.Last("ENTRYPOINT"));
        Assert.EndsWith("""CMD ["dotnet", "/app/orleansdro.dll", "health", "--server", "http://127.0.0.1:8080"]""", image.Final.Last("HEALTHCHECK"), StringComparison.Ordinal);
        Assert.DoesNotContain(image.Dockerfile.Stages.SelectMany(stage => stage.Instructions), instruction => instruction.Name == "ADD");
    }

    [Fact]
    public async Task Lint_Dockerfile_FindsNothing()
    {
        Assert.SkipUnless(SearchPath.Has(Linter), "dockerfile-utils is not installed: npm install --global dockerfile-utils");
        await using var lint = ChildProcess.Start(Linter, ["lint", Path.Combine(Repository.Root, "Dockerfile")]);
        await lint.WaitForExitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        Assert.True(lint.ExitCode == 0, lint.LastOutput);
    }

    [Fact]
    public async Task Build_CleanFolder_IsComplete()
    {
        Requirements.SkipWithoutNamespaces();
        var root = await image.RootAsync();
        var files = Directory.GetFiles(Path.Combine(root, "app"), "*", SearchOption.AllDirectories);
        Assert.Contains(files, file => Path.GetFileName(file) == "orleansdro.dll");
        Assert.Contains(files, file => Path.GetFileName(file) == "libtorch_cpu.so");
        Assert.Contains(files, file => file.EndsWith("specs/phantom.json", StringComparison.Ordinal));
        var bytes = files.Sum(file => new FileInfo(file).Length);
        TestContext.Current.TestOutputHelper?.WriteLine($"The image holds {bytes >> 20} MiB beside its base.");
        Assert.InRange(bytes, 1, MostBytes);
        Assert.Equal(["app", "checkpoints", "data"], Directory.GetDirectories(root).Select(Path.GetFileName).Order());
    }
}
