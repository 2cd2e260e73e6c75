using OrleansDro.Abstractions.Specs;
using OrleansDro.FaultInjection.Clusters;
using OrleansDro.FaultInjection.Processes;

namespace OrleansDro.Cluster.Tests.Faults;

/// <summary>The command against a cluster, as a user gives it.</summary>
public sealed class SubmitTests(ReferenceRun reference)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Submit_WaitWhileATrainerIsKilled_FilesOfTheReference()
    {
        Requirements.SkipUnlessMet();
        using var folder = new TemporaryFolder();
        await reference.WriteSpecAsync();
        await using var cluster = await ProcessCluster.StartAsync(controls: 1, trainers: 2, Token);
        var submit = cluster.CommandAsync(["submit", reference.SpecFile, "--name", "submitted", "--trainers", "1:2", "--wait", "--out", folder.Path], Limit, Token);
        await cluster.Run("submitted").WaitForStepAsync(20, Limit, Token);
        await cluster.Running(SiloRole.Trainer)[0].Kill9Async();
        await submit;
        await reference.AssertSameAsync(await RunOutcome.ReadAsync(folder.Path, Token));
        Assert.Equal(
            await File.ReadAllTextAsync(Path.Combine(reference.Folder, "cases.csv"), Token),
            await File.ReadAllTextAsync(folder.File("cases.csv"), Token));
        await AssertRefusedAsync(cluster, ["stop", "submitted"], "cannot be stopped: it has already ended");
        await AssertRefusedAsync(cluster, ["checkpoints", "nobody"], "There is no run 'nobody' in this cluster");
        var saved = await cluster.CommandAsync(["checkpoints", "submitted"], Limit, Token);
        Assert.Matches(@"step +saved \(UTC\) +MB +checksums", saved);
        var (steps, every) = (ReferenceRun.Spec.Steps, ReferenceRun.Spec.Checkpoint.Every);
        Assert.Matches($@" {steps} +20\d\d-\d\d-\d\d \d\d:\d\d:\d\d +\d\.\d +valid\s+{(steps - 1) / every * every} ", saved);
        await ChangeCasesAsync(cluster);
    }

    /// <summary>Asks about the cases of a run that goes on, and changes them.</summary>
    private static async Task ChangeCasesAsync(ProcessCluster cluster)
    {
        var run = await cluster.StartRunAsync(TinyRun.Spec("changed", steps: 100_000), TrainerRange.Any);
        await run.WaitForStepAsync(1, Limit, Token);
        Assert.Contains("phantom-0040", await cluster.CommandAsync(["cases", "changed", "--add", "phantom-0040"], Limit, Token), StringComparison.Ordinal);
        Assert.Contains("1 of 41 cases after", await cluster.CommandAsync(["cases", "changed", "--hardest", "1"], Limit, Token), StringComparison.Ordinal);
        await AssertRefusedAsync(cluster, ["cases", "changed", "--case", "nobody"], "no case 'nobody'");
    }

    private static async Task AssertRefusedAsync(ProcessCluster cluster, string[] arguments, string expected)
    {
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => cluster.CommandAsync(arguments, Limit, Token));
        Assert.Contains("ended with 2.", refused.Message, StringComparison.Ordinal);
        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
    }
}
