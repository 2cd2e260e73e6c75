using Microsoft.Extensions.Time.Testing;
using OrleansDro.Cli.Reporting.Progress;

namespace OrleansDro.Cli.Tests.Reporting.Progress;

public sealed class StepRateTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void TimeTo_BeforeAnyStep_IsUnknown()
    {
        var rate = new StepRate(_clock);
        rate.Observe(0);
        _clock.Advance(TimeSpan.FromSeconds(5));
        rate.Observe(0);

        Assert.Null(rate.TimeTo(100));
    }

    [Fact]
    public void TimeTo_GoesByTheSpeedOfTheLastHalfMinute()
    {
        var rate = new StepRate(_clock);
        Advance(rate, seconds: 60, stepsPerSecond: 100, from: 0);
        Advance(rate, seconds: 60, stepsPerSecond: 1, from: 6000);

        Assert.Equal(TimeSpan.FromSeconds(100), rate.TimeTo(6160));
    }

    [Fact]
    public void TimeTo_AfterAReturnToACheckpoint_IsMeasuredAnew()
    {
        var rate = new StepRate(_clock);
        Advance(rate, seconds: 5, stepsPerSecond: 10, from: 0);
        Advance(rate, seconds: 5, stepsPerSecond: 2, from: 20);

        Assert.Equal(TimeSpan.FromSeconds(10), rate.TimeTo(50));
    }

    private void Advance(StepRate rate, int seconds, int stepsPerSecond, int from)
    {
        for (var second = 1; second <= seconds; second++)
        {
            rate.Observe(from + ((second - 1) * stepsPerSecond));
            _clock.Advance(TimeSpan.FromSeconds(1));
            rate.Observe(from + (second * stepsPerSecond));
        }
    }
}
