using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace OrleansDro.Cli.Tests.Commands;

/// <summary>The command as a user runs it, on a few steps.</summary>
public sealed partial class TrainTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Train_StopAndResume_FilesOfTheUninterruptedRun()
    {
        var spec = await WriteSpec();
        var (whole, parts) = (_folder.File("whole"), _folder.File("a run's parts"));
        var uninterrupted = await Summary(0, "train", spec, "--out", whole, "--json");

        var (exitCode, _, error) = await Command.OrleansDroAsync("train", spec, "--out", parts, "--stop-after", "4");
        Assert.True(exitCode == 0, error);
        var resumed = await SummaryOfShell($"{Hint().Match(error).Groups["arguments"].Value} --trainers 2 --json");
        foreach (var field in new[] { "modelHash", "drawHash", "drawsIssued", "drawsCredited", "stepsCommitted" })
        {
            Assert.Equal(uninterrupted.GetProperty(field).ToString(), resumed.GetProperty(field).ToString());
        }

        Assert.Equal(8, resumed.GetProperty("stepsCommitted").GetInt32());
        Assert.Equal(
            await File.ReadAllTextAsync(Path.Combine(whole, "cases.csv"), TestContext.Current.CancellationToken),
            await File.ReadAllTextAsync(Path.Combine(parts, "cases.csv"), TestContext.Current.CancellationToken));
        foreach (var file in new[] { "spec.json", "summary.json", "cases.csv", "evaluation.csv", "report.html", "checkpoints/step-00000008/model.safetensors" })
        {
            Assert.True(File.Exists(Path.Combine(parts, file)), file);
        }
    }

    [Fact]
    public async Task Train_Interrupted_SavesItselfAndResumes()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Sends SIGINT by kill.");
        var spec = await WriteSpec(steps: 4000);
        var folder = _folder.File("interrupted");
        using var process = Command.Start("dotnet", [Path.Combine(AppContext.BaseDirectory, "orleansdro.dll"), "train", spec, "--out", folder]);
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        while (await process.StandardError.ReadLineAsync(TestContext.Current.CancellationToken) is { } line && !line.Contains("samples/s", StringComparison.Ordinal))
        {
        }

        // As 'timeout' does, which sends a signal to a process and to its group.
        var id = process.Id.ToString(CultureInfo.InvariantCulture);
        using var kill = Command.Start("sh", ["-c", $"kill -INT {id}; kill -INT {id}"]);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await Command.WaitForExitAsync(process);
        Assert.True(process.ExitCode == 130, $"exit code {process.ExitCode}: {await output} {await error}");
        Assert.Single(Directory.GetDirectories(Path.Combine(folder, "checkpoints")));
    }

    [Fact]
    public async Task Compare_FewSteps_ReportsBothRuns()
    {
        var spec = await WriteSpec();
        var folder = _folder.File("comparison");
        var (exitCode, output, error) = await Command.OrleansDroAsync("compare", spec, "--out", folder);
        Assert.True(exitCode == 0, error);
        Assert.Contains("ERM", output, StringComparison.Ordinal);
        Assert.Contains("5th percentile", output, StringComparison.Ordinal);
        Assert.Contains("step", error, StringComparison.Ordinal);
        foreach (var file in new[] { "report.html", "erm/summary.json", "dro/summary.json" })
        {
            Assert.True(File.Exists(Path.Combine(folder, file)), file);
        }
    }

    public void Dispose() => _folder.Dispose();

    private static async Task<JsonElement> Summary(int expectedExitCode, params string[] arguments)
    {
        var (exitCode, output, error) = await Command.OrleansDroAsync(arguments);
        Assert.True(exitCode == expectedExitCode, error);
        return JsonDocument.Parse(output).RootElement;
    }

    /// <summary>The summary that a command prints as a shell runs it.</summary>
    private static async Task<JsonElement> SummaryOfShell(string arguments)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "orleansdro.dll");
        var (exitCode, output, error) = await Command.RunAsync("sh", ["-c", $"dotnet '{program}' {arguments}"]);
        Assert.True(exitCode == 0, error);
        return JsonDocument.Parse(output).RootElement;
    }

    [GeneratedRegex("Continue with: orleansdro (?<arguments>.*)")]
    private static partial Regex Hint();

    private async Task<string> WriteSpec(int steps = 8)
    {
        var path = _folder.File(FormattableString.Invariant($"spec-{steps}.json"));
        await File.WriteAllTextAsync(
            path,
            $$"""
            {
              "name": "small", "seed": 3, "steps": {{steps}}, "batchSize": 2, "microBatches": 2,
              "data": { "name": "phantom", "size": 12, "trainingCases": 20, "validationCases": 8 },
              "model": { "name": "unet3d", "channels": [4, 8] },
              "loss": { "name": "diceCrossEntropy" },
              "optimizer": { "name": "sgd", "learningRate": 0.05 },
              "sampling": { "name": "hardness", "beta": 10 },
              "compute": { "threads": 1 },
              "statisticsEvery": 2,
              "checkpoint": { "every": 2000 }
            }
            """,
            TestContext.Current.CancellationToken);
        return path;
    }
}
