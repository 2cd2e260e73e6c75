using OrleansDro.FaultInjection.Clusters;

namespace OrleansDro.Cluster.Tests.Clusters;

public sealed class StepTimelineTests
{
    private static readonly DateTimeOffset Begin = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void LongestGap_TouchingASpan_CountsUpToItsEnd()
    {
        var timeline = Timeline((0, 1), (1, 2), (2, 3), (9, 4), (10, 5), (13, 6));
        Assert.Equal(TimeSpan.FromSeconds(7), timeline.LongestGap(At(2.5), At(11)));
        Assert.Equal(TimeSpan.FromSeconds(2), timeline.LongestGap(At(9.5), At(12)));
        Assert.Equal(TimeSpan.FromSeconds(1), timeline.LongestGap(At(0.5), At(1.5)));
        Assert.Equal(TimeSpan.Zero, timeline.LongestGap(At(14), At(15)));
    }

    [Fact]
    public void Add_AfterGoingBack_OnlyBeyondItIsProgress()
    {
        var timeline = Timeline((0, 10), (1, 20), (2, 5), (3, 15), (4, 21));
        Assert.Equal(21, timeline.Steps);
        Assert.Equal(TimeSpan.FromSeconds(3), timeline.LongestGap(At(1.5), At(4)));
    }

    [Fact]
    public void Rates_SeveralStepsBetweenLooks_AreOfSteps()
    {
        var timeline = Timeline((0, 0), (1, 2), (2, 4), (3, 6), (13, 10));
        Assert.Equal(TimeSpan.FromSeconds(0.5), timeline.MedianStep());
        Assert.Equal(10 / 13.0, timeline.StepsPerSecond, 12);
        Assert.Equal(TimeSpan.FromSeconds(13), timeline.Duration);
    }

    [Theory]
    [InlineData(0, 13, 10)]
    [InlineData(0.5, 3, 5)]
    [InlineData(3, 8, 2)]
    [InlineData(-5, 0, 0)]
    [InlineData(13, 20, 0)]
    public void StepsBetween_Span_InProportionToTime(double from, double until, double steps) =>
        Assert.Equal(steps, Timeline((0, 0), (1, 2), (2, 4), (3, 6), (13, 10)).StepsBetween(At(from), At(until)), 12);

    [Fact]
    public void Empty_NothingSeen_HasNoRate()
    {
        var timeline = new StepTimeline();
        Assert.Equal((0, TimeSpan.Zero, 0), (timeline.Steps, timeline.Duration, timeline.StepsPerSecond));
        Assert.Throws<InvalidOperationException>(() => timeline.MedianStep());
    }

    private static StepTimeline Timeline(params (double Seconds, long Steps)[] points)
    {
        var timeline = new StepTimeline();
        Array.ForEach(points, point => timeline.Add(At(point.Seconds), point.Steps));
        return timeline;
    }

    private static DateTimeOffset At(double seconds) => Begin.AddSeconds(seconds);
}
