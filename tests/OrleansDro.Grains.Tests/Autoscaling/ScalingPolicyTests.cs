using OrleansDro.Abstractions.Runs;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Grains.Autoscaling;
using OrleansDro.Grains.Protocol.Coordination;

namespace OrleansDro.Grains.Tests.Autoscaling;

/// <summary>The decision on how many trainers a run wants, by itself.</summary>
public sealed class ScalingPolicyTests
{
    private const int MicroBatches = 4;

    [Theory]
    [InlineData(RunState.Preparing, 0, 0, 2)]
    [InlineData(RunState.Training, 0, 0, 2)]
    [InlineData(RunState.Training, 1, 4, 4)]
    public void Decide_FewerThanMinimum_WantsThemAndNoFewerThanBefore(RunState state, int present, int wanted, int expected) =>
        AssertDecision(expected, ScalingReason.BelowMinimum, View(present, wanted, state) with { Run = Run(present, state) with { Trainers = new TrainerRange(2, 4) } });

    [Theory]
    [InlineData(1, 0, 1)]
    [InlineData(3, 0, 2)]
    [InlineData(2, 4, 4)]
    public void Decide_Prepares_KeepsThoseThatAreThere(int present, int wanted, int expected) =>
        AssertDecision(expected, ScalingReason.Measuring, View(present, wanted, RunState.Preparing));

    [Fact]
    public void Decide_NothingMeasured_KeepsThoseThatAreThere() => AssertDecision(2, ScalingReason.Measuring, View(present: 2, wanted: 0));

    [Fact]
    public void Decide_OneNumberMeasured_TriesTheNext() => AssertDecision(2, ScalingReason.SpeedsUp, View(1, 1) with { Speeds = Speeds((4, 8)) });

    [Fact]
    public void Decide_OneNumberMeasuredThatHardlyComputes_DoesNotTryTheNext() =>
        AssertDecision(1, ScalingReason.Saturated, View(1, 1) with { Speeds = new SpeedModel(new Dictionary<int, double> { [4] = 8 }, present: 4, shrinking: 0.2) });

    [Fact]
    public void Decide_NotLongSinceTheLastChange_Waits()
    {
        var view = View(1, 1) with { Speeds = Speeds((4, 8)), Since = ScalingPolicy.Pause - TimeSpan.FromTicks(1) };
        AssertDecision(1, ScalingReason.Measuring, view);
        AssertDecision(2, ScalingReason.SpeedsUp, view with { Since = ScalingPolicy.Pause });
        AssertDecision(1, ScalingReason.Measuring, view with { Since = ScalingPolicy.Pause, IsFresh = false });
    }

    [Fact]
    public void Decide_AllMicroBatchesInUse_SaysSo() => AssertDecision(4, ScalingReason.MicroBatches, View(4, 4) with { Speeds = Speeds((4, 8), (2, 4), (1, 2)) });

    [Fact]
    public void Decide_AtTheMaximum_SaysSo() =>
        AssertDecision(2, ScalingReason.Budget, View(2, 2) with { Run = Run(2) with { Trainers = new TrainerRange(1, 3) }, Speeds = Speeds((4, 8), (2, 4)) });

    [Theory]
    [InlineData(3.0, 2, ScalingReason.SpeedsUp, 4)]
    [InlineData(3.1, 2, ScalingReason.Saturated, 2)]
    [InlineData(3.6, 4, ScalingReason.MicroBatches, 4)]
    [InlineData(3.7, 4, ScalingReason.Saturated, 2)]
    public void Decide_FourMeasuredBeforeAsFastAs_IsAddedFromOneHalfAndDroppedBelowOneQuarter(double seconds, int wanted, ScalingReason reason, int expected) =>
        AssertDecision(expected, reason, View(wanted, wanted) with { Speeds = Speeds((4, 8), (2, 4.5), (1, seconds)) });

    [Fact]
    public void Decide_TrainersLost_WantsAsManyAsBefore()
    {
        var decision = AssertDecision(4, ScalingReason.MicroBatches, View(2, 4) with { Speeds = Speeds((4, 8), (2, 4), (1, 2)) });
        Assert.Contains("2 of 4", decision.Explanation, StringComparison.Ordinal);
        AssertDecision(4, ScalingReason.SpeedsUp, View(2, 4) with { Speeds = Speeds((4, 8), (2, 4)) });
    }

    [Fact]
    public void Decide_TrainersLostThatWereOfNoUse_DoesNotWaitForThem() => AssertDecision(2, ScalingReason.Saturated, View(2, 4) with { Speeds = Speeds((4, 8), (2, 4), (1, 3.9)) });

    [Fact]
    public void Decide_MoreThanWanted_AreFine() => AssertDecision(2, ScalingReason.Saturated, View(4, 2) with { Speeds = Speeds((4, 8), (2, 4), (1, 3.9)) });

    [Theory]
    [InlineData(RunState.Evaluating, long.MaxValue)]
    [InlineData(RunState.Training, 20)]
    public void Decide_AboutToEnd_WantsNoMoreThanNow(RunState state, long stepsLeft)
    {
        var view = View(1, 4, state) with { Speeds = Speeds((4, 5)) };
        AssertDecision(1, ScalingReason.Ending, view with { Run = view.Run with { StepsLeft = stepsLeft } });
        AssertDecision(1, ScalingReason.Ending, view with { Wanted = 1, Run = view.Run with { StepsLeft = stepsLeft } });
    }

    [Theory]
    [InlineData(RunState.Completed)]
    [InlineData(RunState.Stopped)]
    [InlineData(RunState.Failed)]
    public void Decide_Ended_WantsNone(RunState state) => AssertDecision(0, ScalingReason.Ended, View(4, 4, state));

    [Fact]
    public void Decide_Saturated_TellsTheNumbers()
    {
        var decision = ScalingPolicy.Decide(View(2, 2) with { Speeds = Speeds((4, 8), (2, 6)) });
        Assert.All(["6 s", "5 s", "20 %"], number => Assert.Contains(number, decision.Explanation, StringComparison.Ordinal));
    }

    private static ScalingDecision AssertDecision(int wanted, ScalingReason reason, ScalingView view)
    {
        var decision = ScalingPolicy.Decide(view);
        Assert.Equal((wanted, reason), (decision.Wanted, decision.Reason));
        Assert.EndsWith(".", decision.Explanation, StringComparison.Ordinal);
        return decision;
    }

    private static ScalingView View(int present, int wanted, RunState state = RunState.Training) =>
        new() { Run = Run(present, state), Wanted = wanted, Since = TimeSpan.FromHours(1), Speeds = Speeds(), IsFresh = true };

    private static ObservedRun Run(int present, RunState state = RunState.Training) => new()
    {
        State = state,
        Trainers = TrainerRange.Any,
        MicroBatches = MicroBatches,
        Present = present,
        Generation = present == 0 ? null : new Generation(1, 0, [new GenerationMember(new TrainerId("silo", "cpu:0"), [.. Enumerable.Range(0, (int)Math.Ceiling(MicroBatches / (double)present))])], IsObserved: false),
    };

    private static SpeedModel Speeds(params (int Part, double Seconds)[] measured) =>
        new(measured.ToDictionary(point => point.Part, point => point.Seconds), present: measured.Select(point => point.Part).DefaultIfEmpty(0).Min(), shrinking: 1);
}
