using Microsoft.Extensions.Time.Testing;
using OrleansDro.Grains.Autoscaling;
using OrleansDro.Grains.Protocol.Coordination;

namespace OrleansDro.Grains.Tests.Autoscaling;

/// <summary>Only undisturbed steps are measured.</summary>
public sealed class StepMeterTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly StepMeter _meter;

    public StepMeterTests() => _meter = new StepMeter(_clock);

    [Fact]
    public void Look_LongSteps_EachIsMeasuredFromTheThirdOn()
    {
        Assert.Equal([null, null, null, 6.0, 6.0], Enumerable.Range(0, 5).Select(step => Look(Generation(1), step, seconds: 6)?.Seconds));
    }

    [Fact]
    public void Look_ShortSteps_AreMeasuredTogether()
    {
        var measured = Enumerable.Range(0, 120).Select(step => Look(Generation(1), step, seconds: 0.1)).OfType<StepMeasurement>().ToArray();
        Assert.Equal([50, 50], measured.Select(measurement => measurement.Steps));
        Assert.All(measured, measurement => Assert.Equal(0.1, measurement.Seconds, 1e-9));
    }

    [Fact]
    public void Look_NoStepCommitted_WaitsForIt()
    {
        Begin(steps: 2);
        Assert.Null(Look(Generation(1), 2, seconds: 5));
        Assert.Equal(10, Look(Generation(1), 3, seconds: 5)?.Seconds);
    }

    [Fact]
    public void Look_NewGeneration_BeginsAfterTheStepsInFlight()
    {
        Begin(steps: 2);
        var joined = new Generation(2, FromStep: 5, [], IsObserved: false);
        Assert.Equal([null, null, null, null, 6.0], Enumerable.Range(3, 5).Select(step => Look(joined, step, seconds: 6)?.Seconds));
    }

    [Fact]
    public void Look_StepsGoBackOrAreDisturbed_BeginsAnew()
    {
        Begin(steps: 10);
        Assert.Equal([null, null, null, 6.0], Enumerable.Range(4, 4).Select(step => Look(Generation(1), step, seconds: 6)?.Seconds));
        Assert.Null(_meter.Observe(Generation(1), 7, isDisturbed: true));
        Assert.Equal([null, null, 6.0], Enumerable.Range(8, 3).Select(step => Look(Generation(1), step, seconds: 6)?.Seconds));
    }

    private static Generation Generation(long number) => new(number, 0, [], IsObserved: false);

    /// <summary>Has the next step be the first that is measured.</summary>
    private void Begin(long steps)
    {
        for (var step = steps - 2; step <= steps; step++)
        {
            Assert.Null(Look(Generation(1), step, seconds: 6));
        }
    }

    private StepMeasurement? Look(Generation generation, long steps, double seconds)
    {
        _clock.Advance(TimeSpan.FromSeconds(seconds));
        return _meter.Observe(generation, steps, isDisturbed: false);
    }
}
