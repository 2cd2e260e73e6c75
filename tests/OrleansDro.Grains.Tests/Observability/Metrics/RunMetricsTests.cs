using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OrleansDro.Abstractions.Results;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Observability;
using OrleansDro.Grains.Observability.Metrics;
using OrleansDro.Robustness.Metrics;

namespace OrleansDro.Grains.Tests.Observability.Metrics;

public sealed class RunMetricsTests : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly FakeTimeProvider _clock = new();
    private readonly RunMeter _meter;
    private readonly LedRuns _runs;

    public RunMetricsTests()
    {
        _meter = new RunMeter(_services.GetRequiredService<IMeterFactory>(), _clock);
        _runs = new LedRuns(_meter, _clock);
        _ = new RunMetrics(_meter, _runs, _clock);
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
    public void Show_RunThatEnded_IsSeenTwiceByWhoAsksEveryMinuteAndThenNoMore()
    {
        _runs.Show(Reading("one", 3, RunState.Completed));
        _clock.Advance(TimeSpan.FromMinutes(2.9));
        Assert.Single(Observe("orleansdro.step"));
        _clock.Advance(TimeSpan.FromMinutes(0.2));
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
    public void TrainerKind_UnlikeTrainers_ASeriesForEachKind()
    {
        var reading = Reading("one", 3);
        _runs.Show(reading with { Status = reading.Status with { Kinds = [new TrainerKind(UnlikeSilos.Fingerprint("a"), 2), new TrainerKind(UnlikeSilos.Fingerprint("b"), 1)] } });
        Assert.Equal([("one", 1.0), ("one", 2.0)], Observe("orleansdro.trainer_kind"));
    }

    [Fact]
    public void CheckpointAge_GrowsBetweenReadings()
    {
        _runs.Show(Reading("one", 3) with { SavedAt = _clock.GetUtcNow() });
        _clock.Advance(TimeSpan.FromSeconds(40));
        Assert.Equal([("one", 40.0)], Observe("orleansdro.checkpoint.age"));
    }

    /// <summary>OpenTelemetry forgets no series, and has room for some: a silo that has led many runs must not fall silent.</summary>
    [Fact]
    public void Show_ManyRunsOneAfterTheOther_EachIsToldByItsNameAndNoneIsKeptForEver()
    {
        var training = new TrainingMetrics(_meter);
        using var exporter = new LatestSeries();
        using var provider = Sdk.CreateMeterProviderBuilder().AddMeter(TelemetryNames.Meter).AddReader(new BaseExportingMetricReader(exporter)).Build();
        for (var number = 0; number < 200; number++)
        {
            var run = $"run-{number}";
            _runs.Show(Reading(run, number) with { Validation = [Report("dice"), Report("loss")] });
            training.AddStep(run, new StepTimes(_clock), 5);
            provider.ForceFlush();
            Assert.All(["orleansdro.step", "orleansdro.validation", "orleansdro.step.phase", "orleansdro.reduce.bytes"], name => Assert.Contains(run, exporter.RunsOf(name)));
            Assert.Equal([run], exporter.RunsOf("orleansdro.step"));
            Assert.InRange(exporter.RunsOf("orleansdro.step.phase").Count, 1, 60);
            _runs.Show(Reading(run, number, RunState.Completed));
            _clock.Advance(TimeSpan.FromMinutes(4));
        }
    }

    public void Dispose()
    {
        _meter.Dispose();
        _services.Dispose();
    }

    private static TailReport Report(string metric) => new(metric, TailSummary.Of([1, 2, 3], WorstTail.High), []);

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
