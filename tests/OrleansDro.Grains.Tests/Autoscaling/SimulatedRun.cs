using Microsoft.Extensions.Time.Testing;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Grains.Autoscaling;
using OrleansDro.Grains.Protocol.Coordination;

namespace OrleansDro.Grains.Tests.Autoscaling;

/// <summary>
/// A run in simulated time, and an autoscaler that follows its signal: it reads it every 15 s, brings trainers up in 40 s, and stops those that are too many at once. What the
/// cloud takes away comes back when it gives it back.
/// </summary>
internal sealed class SimulatedRun
{
    /// <summary>How far the time of a step is off, as a share of it: a standard deviation.</summary>
    private const double Noise = 0.05;
    private static readonly TimeSpan Pulse = TimeSpan.FromSeconds(0.1);
    private static readonly TimeSpan Scrape = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan BringUp = TimeSpan.FromSeconds(40);

    private readonly FakeTimeProvider _clock = new();
    private readonly ScalingSignal _signal;
    private readonly Random _random;
    private readonly List<DateTimeOffset> _arrivals = [];
    private readonly List<int> _wanted = [];
    private readonly int _microBatches;
    private readonly TrainerRange _range;
    private Generation _generation;
    private DateTimeOffset _stepEnds, _scrapeAt, _changedAt;
    private int _room = int.MaxValue;
    private long _steps;

    public SimulatedRun(int microBatches, TrainerRange range, int seed = 1)
    {
        (_microBatches, _range, _random, _signal) = (microBatches, range, new Random(seed), new ScalingSignal(_clock));
        (_stepEnds, _scrapeAt) = (_clock.GetUtcNow(), _clock.GetUtcNow());
        _generation = Form(0, range.Minimum);
        Look();
    }

    /// <summary>Seconds of a step that do not depend on the number of trainers.</summary>
    public double Fixed { get; set; } = 1.2;

    /// <summary>Seconds that a micro-batch takes.</summary>
    public double Each { get; set; } = 0.5;

    /// <summary>Seconds that each trainer more adds, as where all wait for one link.</summary>
    public double Crowding { get; set; }

    /// <summary>Whether trainers tell where their time goes.</summary>
    public bool TellsSplit { get; set; } = true;

    /// <summary>The signal.</summary>
    public ScalingStatus Signal => _signal.GetStatus(Now());

    /// <summary>Each number that was wanted, in turn.</summary>
    public IReadOnlyList<int> Wanted => _wanted;

    /// <summary>How long the same number has been wanted.</summary>
    public TimeSpan Settled => _clock.GetUtcNow() - _changedAt;

    public int Present => _generation.Members.Count;

    /// <summary>The seconds that a step takes without noise.</summary>
    public double SecondsWith(int trainers) => Fixed + (Each * Math.Ceiling(_microBatches / (double)trainers)) + (Crowding * (trainers - 1));

    /// <summary>The cloud takes trainers away, and has room for no more than are left.</summary>
    public void Lose(int trainers)
    {
        _room = Present - trainers;
        _arrivals.Clear();
        Become(_room, stall: 1.5);
    }

    /// <summary>The cloud has room again.</summary>
    public void GiveBack() => _room = int.MaxValue;

    /// <summary>Lets time pass. The run is looked at once in a pulse, of which those are left out in which nothing happens.</summary>
    public void Advance(TimeSpan time)
    {
        for (var end = _clock.GetUtcNow() + time; _clock.GetUtcNow() < end;)
        {
            var next = _arrivals.Append(_stepEnds).Append(_scrapeAt).Append(end).Min() - _clock.GetUtcNow();
            _clock.Advance(Pulse * Math.Max(1, Math.Ceiling(next / Pulse)));
            var now = _clock.GetUtcNow();
            while (_stepEnds <= now)
            {
                _steps++;
                _stepEnds += TimeSpan.FromSeconds(SecondsWith(Present) * Math.Max(0.1, 1 + (Noise * Normal())));
            }

            Look();
            Follow(now);
        }
    }

    private void Follow(DateTimeOffset now)
    {
        if (_scrapeAt <= now)
        {
            _scrapeAt = now + Scrape;
            var target = Math.Min(_wanted[^1], _room);
            while (Present + _arrivals.Count < target)
            {
                _arrivals.Add(now + BringUp);
            }

            if (Present > target)
            {
                Become(target, stall: 0.1);
            }
        }

        var arrived = _arrivals.RemoveAll(arrival => arrival <= now);
        if (arrived > 0)
        {
            Become(Present + arrived, stall: 0.2);
        }
    }

    private void Become(int trainers, double stall)
    {
        _generation = Form(_generation.Number, trainers);
        _stepEnds += TimeSpan.FromSeconds(stall);
    }

    private Generation Form(long number, int trainers)
    {
        return new Generation(number + 1, _steps + 2, [.. Enumerable.Range(0, trainers).Select(Member)], IsObserved: false);

        GenerationMember Member(int member) => new(new TrainerId($"silo-{member}", "cpu:0"), [.. Enumerable.Range(FirstOf(member), FirstOf(member + 1) - FirstOf(member))]);

        int FirstOf(int member) => _microBatches * member / trainers;
    }

    private void Look()
    {
        var wanted = _signal.Observe(Now()).Wanted;
        if (_wanted.Count == 0 || _wanted[^1] != wanted)
        {
            _wanted.Add(wanted);
            _changedAt = _clock.GetUtcNow();
        }
    }

    private ObservedRun Now() => new()
    {
        State = RunState.Training,
        Trainers = _range,
        MicroBatches = _microBatches,
        Generation = _generation,
        Present = Present,
        StepsCommitted = _steps,
        Split = TellsSplit ? new StepSplit(Each * Math.Ceiling(_microBatches / (double)Present), 0, Fixed + (Crowding * (Present - 1)), 0) : null,
    };

    private double Normal() => Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
}
