using OrleansDro.FaultInjection.Chaos;
using OrleansDro.FaultInjection.Clusters;

namespace OrleansDro.Cluster.Tests.Chaos;

public sealed class GoodputReportTests
{
    private static readonly DateTimeOffset Begin = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly RunOutcome Outcome = new()
    {
        StepsCommitted = 300,
        ModelHash = "model",
        DrawHash = "draws",
        DrawsIssued = 1200,
        DrawsCredited = 1200,
        Cases = [],
    };

    [Fact]
    public void Create_FaultsThatCostTime_GoodputAndSecondsLost()
    {
        // Half a second a step; 4 s are lost after the first fault and 6 s after the second.
        var report = Create(Outcome, (0, 0), (150, 300), (154.5, 301), (220, 432), (226.5, 433), (300, 580), (400, 780));
        Assert.Equal((2, 2, 2), (report.FaultFreeStepsPerSecondBefore, report.FaultFreeStepsPerSecondAfter, report.FaultFreeStepsPerSecond));
        Assert.Equal(380, report.Steps, 6);
        Assert.Equal(0.95, report.Goodput, 6);
        Assert.Equal(5, report.SecondsLostPerFault, 6);
        Assert.Equal(4, report.SecondsLostPerFaultOfKind["KillTrainer"], 6);
        Assert.Equal(6, report.SecondsLostPerFaultOfKind["StallTrainer"], 6);
    }

    [Theory]
    [InlineData(1200, 0, 0)]
    [InlineData(1198, 2, 0)]
    [InlineData(1203, 0, 3)]
    public void Create_Credits_LostAndDuplicated(long credited, long lost, long duplicated)
    {
        var report = Create(Outcome with { DrawsCredited = credited }, (0, 0), (400, 800));
        Assert.Equal((lost, duplicated), (report.DrawsLost, report.DrawsDuplicated));
    }

    /// <summary>A fault at 150 s and one at 220 s, from 100 s to 300 s of 400 s.</summary>
    private static GoodputReport Create(RunOutcome outcome, params (double Seconds, long Steps)[] points)
    {
        var timeline = new StepTimeline();
        Array.ForEach(points, point => timeline.Add(At(point.Seconds), point.Steps));
        return GoodputReport.Create(
            2,
            4,
            new GoodputObservation(
                [Fault(150, FaultKind.KillTrainer), Fault(220, FaultKind.StallTrainer)],
                timeline,
                new TimeWindow(At(0), At(100)),
                new TimeWindow(At(100), At(300)),
                new TimeWindow(At(300), At(400)),
                outcome));
    }

    private static FaultRecord Fault(double seconds, FaultKind kind) => new(At(seconds), new Fault(TimeSpan.Zero, kind, 0, TimeSpan.Zero), "silo");

    private static DateTimeOffset At(double seconds) => Begin.AddSeconds(seconds);
}
