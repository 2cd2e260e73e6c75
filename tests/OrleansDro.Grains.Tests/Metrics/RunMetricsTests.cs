using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Metrics;
using OrleansDro.Grains.Tracking;

namespace OrleansDro.Grains.Tests.Metrics;

public sealed class RunMetricsTests : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly FakeTimeProvider _clock = new();
    private readonly LedRuns _runs;

    public RunMetricsTests()
    {
        _runs = new LedRuns(_clock);
        _ = new RunMetrics(_services.GetRequiredService<IMeterFactory>(), _runs, _clock);
    }

    [Fact]
    public void Show_TwoRuns_EachHasItsSeries()
    {
        _runs.Show(Reading("one", 3));
        _runs.Show(Reading("two", 5));
        Assert.Equal([("one", 3.0), ("two", 5.0)], Observe("orleansdro.step"));
    }

    [Fact]
    public void Hide_RunThatHasMoved_HasNoSeries()
    {
        _runs.Show(Reading("one", 3));
        _runs.Hide("one");
        Assert.Empty(Observe("orleansdro.step"));
    }

    [Fact]
    public void Show_RunThatEnded_IsSeenTwiceByWhoAsksEveryFifteenSecondsAndThenNoMore()
    {
        _runs.Show(Reading("one", 3, RunState.Completed));
        _clock.Advance(TimeSpan.FromSeconds(29));
        Assert.Single(Observe("orleansdro.step"));
        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Empty(Observe("orleansdro.step"));
    }

    [Fact]
    public void Show_RunThatIsResumed_StaysOn()
    {
        _runs.Show(Reading("one", 3, RunState.Completed));
        _runs.Show(Reading("one", 4));
        _clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal([("one", 4.0)], Observe("orleansdro.step"));
    }

    [Fact]
    public void CheckpointAge_GrowsBetweenReadings()
    {
        _runs.Show(Reading("one", 3) with { SavedAt = _clock.GetUtcNow() });
        _clock.Advance(TimeSpan.FromSeconds(40));
        Assert.Equal([("one", 40.0)], Observe("orleansdro.checkpoint.age"));
    }

    public void Dispose() => _services.Dispose();

    private static RunReading Reading(string run, long steps, RunState state = RunState.Training) => new()
    {
        Tracked = new TrackedRun(run, Guid.Empty, SmallRun.Spec(), null),
        Status = new RunStatus { Run = run, State = state, StepsCommitted = steps, Steps = 10 },
        Totals = RunTotals.Zero,
    };

    private (string Run, double Value)[] Observe(string instrument)
    {
        var seen = new List<(string, double)>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (published, listener) =>
            {
                if (published.Name == instrument && published.Meter.Scope == _services.GetRequiredService<IMeterFactory>())
                {
                    listener.EnableMeasurementEvents(published);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>((_, value, tags, _) => seen.Add(((string)tags[0].Value!, value)));
        listener.Start();
        listener.RecordObservableInstruments();
        return [.. seen.Order()];
    }
}
