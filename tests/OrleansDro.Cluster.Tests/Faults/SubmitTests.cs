using OrleansDro.FaultInjection.Clusters;
using OrleansDro.FaultInjection.Processes;

namespace OrleansDro.Cluster.Tests.Faults;

/// <summary>The command against a cluster, as a user gives it.</summary>
public sealed class SubmitTests(ReferenceRun reference)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Submit_Wait_FilesOfTheReference()
    {
        Requirements.SkipUnlessMet();
        using var folder = new TemporaryFolder();
        await reference.WriteSpecAsync();
        await using var cluster = await ProcessCluster.StartAsync(controls: 1, trainers: 2, Token);
        await cluster.CommandAsync(["submit", reference.SpecFile, "--name", "submitted", "--trainers", "1:2", "--wait", "--out", folder.Path], Limit, Token);
        await reference.AssertSameAsync(await RunOutcome.ReadAsync(folder.Path, Token));
        Assert.Equal(
            await File.ReadAllTextAsync(Path.Combine(reference.Folder, "cases.csv"), Token),
            await File.ReadAllTextAsync(folder.File("cases.csv"), Token));
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => cluster.CommandAsync(["stop", "submitted"], Limit, Token));
        Assert.Contains("cannot be stopped: it has ended already", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Submit_WhileATrainerIsKilled_FilesOfTheReference()
    {
        Requirements.SkipUnlessMet();
        using var folder = new TemporaryFolder();
        await reference.WriteSpecAsync();
        await using var cluster = await ProcessCluster.StartAsync(controls: 1, trainers: 2, Token);
        var submit = cluster.CommandAsync(["submit", reference.SpecFile, "--name", "disturbed", "--trainers", "1:2", "--wait", "--out", folder.Path], Limit, Token);
        await cluster.Run("disturbed").WaitForStepAsync(20, Limit, Token);
        await cluster.Running(SiloRole.Trainer)[0].Kill9Async();
        await submit;
        await reference.AssertSameAsync(await RunOutcome.ReadAsync(folder.Path, Token));
    }
}
