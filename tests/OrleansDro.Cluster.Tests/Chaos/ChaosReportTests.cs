using OrleansDro.FaultInjection.Chaos;
using OrleansDro.FaultInjection.Clusters;

namespace OrleansDro.Cluster.Tests.Chaos;

public sealed class ChaosReportTests
{
    private static readonly DateTimeOffset Begin = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly RunOutcome Outcome = new()
    {
        StepsCommitted = 100,
        ModelHash = "model",
        DrawHash = "draws",
        DrawsIssued = 400,
        DrawsCredited = 400,
        Cases = [new("a", 0.5, 300, 99, 0.7), new("b", 0.4, 100, 98, 0.3)],
    };

    [Fact]
    public void Create_FaultsThatCostTime_GoodputAndRecovery()
    {
        // A step takes 0.1 s; 2 s and 4 s are lost around the two faults.
        var disturbed = Timeline((0, 0), (1, 10), (3.1, 11), (4.1, 21), (8.2, 22), (9.2, 32), (12.5, 66), (16, 100));
        var report = Create(disturbed, Outcome, (1, FaultKind.KillTrainer), (4.2, FaultKind.KillControl));
        Assert.Equal(10.0 / 16, report.Goodput, 9);
        Assert.Equal(2, report.RecoverySecondsP50OfKind["KillTrainer"], 9);
        Assert.Equal(4, report.RecoverySecondsP50OfKind["KillControl"], 9);
        Assert.True(report.IsSame);
    }

    [Fact]
    public void Create_CreditLost_IsNotTheSame()
    {
        var outcome = Outcome with { DrawsCredited = 399, Cases = [Outcome.Cases[0] with { Visits = 299 }, Outcome.Cases[1]] };
        var report = Create(Timeline((0, 0), (10, 100)), outcome);
        Assert.Equal((1, 1, 0, 1), (report.LedgerDifference, report.LostCredits, report.DuplicatedCredits, report.UnequalCases));
        Assert.False(report.IsSame);
    }

    [Theory]
    [InlineData("other", "draws")]
    [InlineData("model", "other")]
    public void Create_OtherHash_IsNotTheSame(string model, string draws) =>
        Assert.False(Create(Timeline((0, 0), (10, 100)), Outcome with { ModelHash = model, DrawHash = draws }).IsSame);

    private static ChaosReport Create(StepTimeline disturbed, RunOutcome outcome, params (double Seconds, FaultKind Kind)[] faults) => ChaosReport.Create(
        1,
        2,
        2,
        new ChaosObservation([.. faults.Select(fault => new FaultRecord(Begin.AddSeconds(fault.Seconds), new Fault(TimeSpan.Zero, fault.Kind, 0, TimeSpan.Zero), "silo"))], disturbed, outcome, 0),
        (Timeline((0, 0), (5, 50), (10, 100)), Outcome));

    private static StepTimeline Timeline(params (double Seconds, long Steps)[] points)
    {
        var timeline = new StepTimeline();
        Array.ForEach(points, point => timeline.Add(Begin.AddSeconds(point.Seconds), point.Steps));
        return timeline;
    }
}
