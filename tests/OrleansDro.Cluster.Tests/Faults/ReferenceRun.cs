using OrleansDro.Abstractions.Specs;
using OrleansDro.FaultInjection.Clusters;
using OrleansDro.FaultInjection.Processes;

namespace OrleansDro.Cluster.Tests.Faults;

/// <summary>The run that all tests disturb, undisturbed: in one process, with one trainer and no server.</summary>
public sealed class ReferenceRun : IDisposable
{
    private const int Steps = 240;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    private readonly TemporaryFolder _folder = new();
    private readonly Lazy<Task<RunOutcome>> _outcome;

    public ReferenceRun() => _outcome = new(TrainAsync);

    /// <summary>Audits are frequent, so that faults also happen in the middle of one.</summary>
    internal static RunSpec Spec { get; } = TinyRun.Spec("reference", Steps) with { Compute = new ComputeSpec { Threads = 1, AuditEvery = 8 } };

    /// <summary>The file of the spec, for the command.</summary>
    internal string SpecFile => _folder.File("spec.json");

    /// <summary>The folder with the run's files, after <see cref="AssertSameAsync"/>.</summary>
    internal string Folder => _folder.File("reference");

    /// <summary>Fails unless the run ended as the undisturbed one did, to the bit, with each draw credited once.</summary>
    internal async Task AssertSameAsync(RunOutcome outcome)
    {
        var expected = await _outcome.Value;
        Assert.Equal(Steps, outcome.StepsCommitted);
        Assert.Equal(outcome.DrawsIssued, outcome.DrawsCredited);
        Assert.Equal(expected.DrawsIssued, outcome.DrawsIssued);
        Assert.Equal(new CreditDifference(0, 0, 0), CreditDifference.Between(expected.Cases, outcome.Cases));
        Assert.Equal(expected.DrawHash, outcome.DrawHash);
        Assert.Equal(expected.ModelHash, outcome.ModelHash);
    }

    internal Task WriteSpecAsync() => TinyRun.WriteAsync(Spec, SpecFile);

    public void Dispose() => _folder.Dispose();

    private async Task<RunOutcome> TrainAsync()
    {
        await WriteSpecAsync();
        await OrleansDroCommand.RunAsync(["train", SpecFile, "--out", Folder], Limit);
        return await RunOutcome.ReadAsync(Folder);
    }
}
