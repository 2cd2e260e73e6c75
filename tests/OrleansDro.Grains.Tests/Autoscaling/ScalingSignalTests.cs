using FsCheck.Xunit;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Grains.Autoscaling;

namespace OrleansDro.Grains.Tests.Autoscaling;

/// <summary>The signal with an autoscaler that follows it, in simulated time: it settles, whatever happens.</summary>
public sealed class ScalingSignalTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(30);

    [Fact]
    public void Observe_MoreTrainersThanAreWorthIt_GoesUpToSaturationAndStays()
    {
        // Steps of 9.2, 5.2, 3.2 and 2.2 s: from 4 to 8 each trainer would add 45 % of its share.
        var run = new SimulatedRun(microBatches: 16, TrainerRange.Any);
        run.Advance(Long);
        Assert.Equal([1, 2, 4], run.Wanted);
        Assert.Equal((ScalingReason.Saturated, 4), (run.Signal.Reason, run.Present));
        Assert.Equal([1, 2, 4, 8, 16], run.Signal.Speeds.Select(speed => speed.Trainers));
        Assert.Equal([true, true, true, false, false], run.Signal.Speeds.Select(speed => speed.Seconds is not null && speed.Steps >= SpeedTable.MeasurementsNeeded));
        Assert.All(run.Signal.Speeds, speed => Assert.InRange(speed.Predicted!.Value / run.SecondsWith(speed.Trainers), 0.9, 1.1));
        Assert.All(run.Signal.Speeds.Skip(1), speed => Assert.InRange(speed.Efficiency!.Value - Efficiency(run, speed.Trainers / 2, speed.Trainers), -0.1, 0.1));
    }

    [Fact]
    public void Observe_AllOfItScales_UsesAllMicroBatches()
    {
        var run = new SimulatedRun(microBatches: 6, TrainerRange.Any) { Fixed = 0.1 };
        run.Advance(Long);
        Assert.Equal([1, 2, 3, 6], run.Wanted);
        Assert.Equal(ScalingReason.MicroBatches, run.Signal.Reason);
    }

    [Fact]
    public void Observe_Budget_IsKept()
    {
        var run = new SimulatedRun(microBatches: 16, new TrainerRange(2, 5)) { Fixed = 0.1 };
        run.Advance(Long);
        Assert.Equal([2, 4], run.Wanted);
        Assert.Equal(ScalingReason.Budget, run.Signal.Reason);
    }

    [Fact]
    public void Observe_SpotLossOfHalf_StaysAndSettlesWhenTheyComeBack()
    {
        var run = new SimulatedRun(microBatches: 16, TrainerRange.Any);
        run.Advance(Long);
        run.Lose(2);
        run.Advance(Long);
        Assert.Equal((2, 4), (run.Present, run.Signal.Wanted));
        Assert.Contains("2 of 4", run.Signal.Explanation, StringComparison.Ordinal);
        run.GiveBack();
        run.Advance(Long);
        Assert.Equal((4, 4, ScalingReason.Saturated), (run.Present, run.Signal.Wanted, run.Signal.Reason));
        Assert.Equal([1, 2, 4], run.Wanted);
    }

    /// <summary>What does not show beforehand is tried once, given up, and tried again only after long.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Observe_MoreTrainersAreInEachOthersWay_TriesThemOnce(bool tellsSplit)
    {
        // Steps of 8.1, 4.3, 2.7 and 2.5 s: what was measured up to 4 trainers promises much of 8.
        var run = new SimulatedRun(microBatches: 16, TrainerRange.Any) { Fixed = 0.1, Crowding = 0.2, TellsSplit = tellsSplit };
        run.Advance(SpeedTable.Memory);
        Assert.Equal([1, 2, 4, 8, 4], run.Wanted);
        Assert.Equal(ScalingReason.Saturated, run.Signal.Reason);
        run.Advance(SpeedTable.Memory);
        Assert.Equal([1, 2, 4, 8, 4, 8, 4], run.Wanted);
    }

    [Fact]
    public void Observe_ComputingBecomesSlower_MoreTrainersAreOfUse()
    {
        var run = new SimulatedRun(microBatches: 16, TrainerRange.Any);
        run.Advance(Long);
        run.Each = 2;
        run.Advance(Long);
        Assert.Equal([1, 2, 4, 8, 16], run.Wanted);
        Assert.True(run.Settled > Long / 2);
    }

    [Fact]
    public void Observe_AllWaitForTheSameStorage_FewerTrainersDo()
    {
        var run = new SimulatedRun(microBatches: 16, TrainerRange.Any) { Fixed = 0.2 };
        run.Advance(Long);
        Assert.Equal(16, run.Present);

        // Steps of 28, 24, 22, 21 and 20.5 s.
        run.Fixed = 20;
        run.Advance(2 * Long);
        Assert.Equal([1, 2, 4, 8, 16, 8, 4, 2, 1], run.Wanted);
        Assert.Equal(ScalingReason.Saturated, run.Signal.Reason);
        Assert.True(run.Settled > Long);
    }

    [Property(MaxTest = 10)]
    public void Observe_AnyRunWithLosses_SettlesInItsRangeAtWhatIsWorthIt(int seed)
    {
        var random = new Random(seed);
        var minimum = random.Next(1, 4);
        var range = new TrainerRange(minimum, minimum + random.Next(0, 40));
        var microBatches = random.Next(1, 65);
        var run = new SimulatedRun(microBatches, range, seed) { Fixed = 4 * random.NextDouble(), Each = 0.2 + (0.3 * random.NextDouble()), TellsSplit = random.Next(2) == 0 };
        for (var i = 0; i < 4; i++)
        {
            run.Advance(TimeSpan.FromMinutes(random.Next(1, 8)));
            var (wanted, lost) = (run.Signal.Wanted, random.Next(0, run.Present));
            run.Lose(lost);
            Assert.Equal(wanted, run.Signal.Wanted);
            run.Advance(TimeSpan.FromSeconds(random.Next(1, 60)));
            run.GiveBack();
        }

        run.Advance(2 * Long);
        var counts = new TrainerCounts(microBatches, range);
        Assert.All(run.Wanted, wanted => Assert.InRange(wanted, range.Minimum, Math.Max(range.Minimum, Math.Min(range.Maximum, microBatches))));

        // It does not go back and forth; where trainers do not tell what they spend their time on, what is of no use is found out by trying it once.
        Assert.All(run.Wanted.CountBy(wanted => wanted), times => Assert.InRange(times.Value, 1, run.TellsSplit ? 1 : 2));
        var last = run.Signal.Wanted;
        Assert.True(counts.Above(last) is not { } above || Efficiency(run, last, above) < 0.65, $"{run.Signal}");
        Assert.True(counts.Below(last) is not { } below || Efficiency(run, below, last) > 0.2, $"{run.Signal}");
    }

    private static double Efficiency(SimulatedRun run, int from, int to) => ((run.SecondsWith(from) / run.SecondsWith(to)) - 1) / ((to / (double)from) - 1);
}
