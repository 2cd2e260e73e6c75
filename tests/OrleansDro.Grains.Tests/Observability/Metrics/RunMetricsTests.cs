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
    private readonly RunMetricsRegistry _runs;

    public RunMetricsTests()
    {
        _meter = new RunMeter(_services.GetRequiredService<IMeterFactory>(), _clock);
        _runs = new RunMetricsRegistry(_meter, _clock);
        _ = new RunMetrics(_meter, _runs, _clock);
    }

    [Fact]
    public void Publish_TwoRuns_EachHasItsSeries()
    {
        _runs.Publish(Sample("one", 3));
        _runs.Publish(Sample("two", 5));
        Assert.Equal([("one", 3.0), ("two", 5.0)], Observe("orleansdro.step"));
    }

    [Fact]
    public void Remove_RunThatHasMoved_HasNoSeries()
    {
        _runs.Publish(Sample("one", 3));
        _runs.Remove("one");
        Assert.Empty(Observe("orleansdro.step"));
    }

    [Fact]
    public void Publish_RunThatEnded_IsShownForThreeMinutes()
    {
        _runs.Publish(Sample("one", 3, RunState.Completed));
        _clock.Advance(TimeSpan.FromMinutes(2.9));
        Assert.Single(Observe("orleansdro.step"));
        _clock.Advance(TimeSpan.FromMinutes(0.2));
        Assert.Empty(Observe("orleansdro.step"));
    }

    [Fact]
    public void Publish_RunThatIsResumed_StaysOn()
    {
        _runs.Publish(Sample("one", 3, RunState.Completed));
        _runs.Publish(Sample("one", 4));
        _clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal([("one", 4.0)], Observe("orleansdro.step"));
    }

    [Fact]
    public void TrainerKind_UnlikeTrainers_ASeriesForEachKind()
    {
        var sample = Sample("one", 3);
        _runs.Publish(sample with { Status = sample.Status with { Kinds = [new TrainerKind(UnlikeSilos.Fingerprint("a"), 2), new TrainerKind(UnlikeSilos.Fingerprint("b"), 1)] } });
        Assert.Equal([("one", 1.0), ("one", 2.0)], Observe("orleansdro.trainer_kind"));
    }

    [Fact]
    public void CheckpointAge_GrowsBetweenReadings()
    {
        _runs.Publish(Sample("one", 3) with { SavedAt = _clock.GetUtcNow() });
        _clock.Advance(TimeSpan.FromSeconds(40));
        Assert.Equal([("one", 40.0)], Observe("orleansdro.checkpoint.age"));
    }

    /// <summary>OpenTelemetry keeps all series and has a limit: a silo that has hosted many runs must still publish new ones.</summary>
    [Fact]
    public void Publish_ManyRunsOneAfterTheOther_EachKeepsItsNameAndNoneStaysForever()
    {
        var training = new TrainingMetrics(_meter);
        using var exporter = new LatestSeries();
        using var provider = Sdk.CreateMeterProviderBuilder().AddMeter(TelemetryNames.Meter).AddReader(new BaseExportingMetricReader(exporter)).Build();
        for (var number = 0; number < 200; number++)
        {
            var run = $"run-{number}";
            _runs.Publish(Sample(run, number) with { Validation = [Report("dice"), Report("loss")] });
            training.AddStep(run, new StepTimes(_clock), 5);
            provider.ForceFlush();
            Assert.All(["orleansdro.step", "orleansdro.validation", "orleansdro.step.phase", "orleansdro.reduce.bytes"], name => Assert.Contains(run, exporter.RunsOf(name)));
            Assert.Equal([run], exporter.RunsOf("orleansdro.step"));
            Assert.InRange(exporter.RunsOf("orleansdro.step.phase").Count, 1, 60);
            _runs.Publish(Sample(run, number, RunState.Completed));
            _clock.Advance(TimeSpan.FromMinutes(4));
        }
    }

    public void Dispose()
    {
        _meter.Dispose();
        _services.Dispose();
    }

    private static TailReport Report(string metric) => new(metric, TailSummary.Of([1, 2, 3], WorstTail.High), []);

    private static RunMetricsSample Sample(string run, long steps, RunState state = RunState.Training) => new()
    {
        StartId = Guid.Empty,
        Spec = SmallRun.Spec(),
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
