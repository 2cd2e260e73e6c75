using OrleansDro.Abstractions.Runs;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Grains.Membership;
using OrleansDro.Grains.Protocol.Coordination;
using OrleansDro.Grains.Runs;

namespace OrleansDro.Grains.Tests.Membership;

/// <summary>The decision on the membership, by itself and over generated histories of joins, leaves, deaths and delays.</summary>
public sealed class MembershipPolicyTests
{
    private const int MicroBatches = 4;

    [Fact]
    public void Decide_NobodyThere_WaitsForTrainers()
    {
        var decision = MembershipPolicy.Decide(View([]));
        Assert.Equal((MembershipAction.Keep, WaitReason.NoTrainers), (decision.Action, decision.Waiting));
    }

    [Fact]
    public void Decide_TrainersPrepare_WaitsForData() =>
        Assert.Equal(WaitReason.Data, MembershipPolicy.Decide(View([Trainer(1, TrainerStage.Preparing)])).Waiting);

    [Fact]
    public void Decide_FewerThanMinimum_WaitsAndSaysHowMany()
    {
        var decision = MembershipPolicy.Decide(View([Trainer(1), Trainer(2)]) with { Trainers = new TrainerRange(3, 5) });
        Assert.Equal((MembershipAction.Keep, WaitReason.BelowMinimum), (decision.Action, decision.Waiting));
        Assert.Contains("2 of at least 3", decision.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Decide_MemberLost_TakesTheStepInFlightOver()
    {
        var current = Formed(View([Trainer(1), Trainer(2)]));
        var next = Formed(View([Trainer(2, step: 9)]) with { Current = current, LatestNumber = current.Number, StepsCommitted = 9 });
        Assert.Equal((0, Id(2)), (next.FromStep, Assert.Single(next.Members).Trainer));
        Assert.Equal([0, 1, 2, 3], next.Members[0].MicroBatches);
    }

    [Fact]
    public void Decide_MemberLeaves_AfterItsStep()
    {
        var current = Formed(View([Trainer(1), Trainer(2)]));
        var next = Formed(View([Trainer(1, TrainerStage.Leaving, 9), Trainer(2, step: 9)]) with { Current = current, LatestNumber = current.Number, StepsCommitted = 9 });
        Assert.Equal((10, Id(2)), (next.FromStep, Assert.Single(next.Members).Trainer));
    }

    [Fact]
    public void Decide_TrainerJoins_AfterTheStepInFlight()
    {
        var current = Formed(View([Trainer(1), Trainer(2)]));
        var next = Formed(View([Trainer(1, step: 9), Trainer(2, step: 9), Trainer(3, step: 9)]) with { Current = current, LatestNumber = current.Number, StepsCommitted = 9 });
        Assert.Equal((11, 3), (next.FromStep, next.Members.Count));
    }

    [Fact]
    public void Decide_TrainersOfTwoKinds_MembersHaveTheirKinds()
    {
        var next = Formed(View([Trainer(1) with { Kind = "a" }, Trainer(2) with { Kind = "b" }, Trainer(3)]));
        Assert.Equal(["a", "b", null], next.Members.Select(member => member.Kind));
    }

    [Fact]
    public void Decide_SingleMemberIsWatched_ShowsItsGradients()
    {
        var current = Formed(View([Trainer(1)]));
        Assert.False(current.Exchanges);
        var next = Formed(View([Trainer(1, step: 9), Trainer(2, TrainerStage.Prepared)]) with { Current = current, LatestNumber = current.Number, StepsCommitted = 9 });
        Assert.True(next.Exchanges);
        Assert.Equal([Id(1)], next.Members.Select(member => member.Trainer));
    }

    [Fact]
    public void Decide_AllWhoHadTheStateAreGone_RestoresOnceAnotherCanTakeIt()
    {
        var empty = new Generation(7, 0, [], IsObserved: false);
        var alone = MembershipPolicy.Decide(View([]) with { Current = empty, LatestNumber = 7, StepsCommitted = 9 });
        Assert.Equal((MembershipAction.Keep, WaitReason.NoTrainers), (alone.Action, alone.Waiting));
        var joined = MembershipPolicy.Decide(View([Trainer(4, TrainerStage.Prepared)]) with { Current = empty, LatestNumber = 7, StepsCommitted = 9 });
        Assert.Equal((MembershipAction.Restore, WaitReason.Recovering), (joined.Action, joined.Waiting));
    }

    [Theory]
    [InlineData(TrainerStage.Ready)]
    [InlineData(TrainerStage.Leaving)]
    public void Decide_OnlyAStateThatIsBehindIsLeft_Restores(TrainerStage stage)
    {
        var view = View([Trainer(1, stage, 20), Trainer(2, TrainerStage.Prepared)]) with { Current = new Generation(7, 0, [], IsObserved: false), LatestNumber = 7, StepsCommitted = 30 };
        Assert.Equal(MembershipAction.Restore, MembershipPolicy.Decide(view).Action);
    }

    [Fact]
    public void Decide_TheLatestStateIsAboutToLeave_WaitsUntilItIsSaved()
    {
        var view = View([Trainer(1, TrainerStage.Leaving, 30), Trainer(2, TrainerStage.Prepared)]) with { Current = new Generation(7, 0, [], IsObserved: false), LatestNumber = 7, StepsCommitted = 30 };
        Assert.Equal((MembershipAction.Keep, WaitReason.Recovering), (MembershipPolicy.Decide(view).Action, MembershipPolicy.Decide(view).Waiting));
    }

    [Fact]
    public void Decide_FirstStateOfTheAttemptIsBehindTheSampler_BeginsAnew()
    {
        var behind = MembershipPolicy.Decide(View([Trainer(1, step: 20), Trainer(2, TrainerStage.Prepared)]) with { StepsCommitted = 30 });
        Assert.Equal((MembershipAction.Restore, WaitReason.Recovering), (behind.Action, behind.Waiting));
        Assert.Equal(MembershipAction.Form, MembershipPolicy.Decide(View([Trainer(1, step: 30), Trainer(2, step: 20)]) with { StepsCommitted = 30 }).Action);
    }

    [Fact]
    public void Decide_StaleState_DoesNotJoin()
    {
        var current = Formed(View([Trainer(1), Trainer(2)]));
        var decision = MembershipPolicy.Decide(View([Trainer(1, step: 90), Trainer(2, step: 90), Trainer(3, step: 60)]) with { Current = current, LatestNumber = current.Number, StepsCommitted = 90 });
        Assert.Equal(MembershipAction.Keep, decision.Action);
    }

    /// <summary>Whatever comes and goes: each micro-batch has one owner who is there, nothing waits without a reason, and what was decided stays so until something changes.</summary>
    [Theory]
    [InlineData(1, 1, 3)]
    [InlineData(2, 2, 4)]
    [InlineData(3, 1, int.MaxValue)]
    [InlineData(4, 3, 3)]
    public void Decide_GeneratedHistories_KeepsItsPromises(int seed, int minimum, int maximum)
    {
        var random = new Random(seed);
        for (var history = 0; history < 200; history++)
        {
            var trainers = new Dictionary<int, Candidate>();
            var view = View([]) with { Trainers = new TrainerRange(minimum, maximum) };
            for (var moment = 0; moment < 60; moment++)
            {
                Happen(random, trainers, view.StepsCommitted);
                view = view with { Candidates = [.. trainers.OrderBy(entry => entry.Key).Select(entry => entry.Value)], StepsCommitted = view.StepsCommitted + random.Next(2) };
                var decision = MembershipPolicy.Decide(view);
                Check(view, decision);
                view = decision.Action switch
                {
                    MembershipAction.Form => view with { Current = decision.Next, LatestNumber = decision.Next!.Number },
                    MembershipAction.Restore => view with { Current = null, Candidates = [.. view.Candidates.Select(ForgetState)] },
                    _ => view,
                };
                var again = MembershipPolicy.Decide(view);
                var hasPaused = decision.Next is { Members.Count: 0 } && again.Action == MembershipAction.Restore;
                Assert.True(again.Action == MembershipAction.Keep || hasPaused, $"{decision} is followed by {again}.");
            }
        }
    }

    private static Candidate ForgetState(Candidate candidate) =>
        candidate.Stage is TrainerStage.Ready or TrainerStage.Leaving ? candidate with { Stage = TrainerStage.Prepared } : candidate;

    private static void Happen(Random random, Dictionary<int, Candidate> trainers, long committed)
    {
        var id = random.Next(6);
        var step = Math.Max(0, committed + random.Next(-3, 2));
        if (!trainers.ContainsKey(id))
        {
            trainers[id] = Trainer(id, TrainerStage.Preparing);
        }
        else if (random.Next(4) == 0)
        {
            trainers.Remove(id);
        }
        else
        {
            trainers[id] = Trainer(id, (TrainerStage)random.Next(4), step);
        }
    }

    private static void Check(MembershipView view, MembershipDecision decision)
    {
        Assert.False(string.IsNullOrEmpty(decision.Reason));
        if (decision.Action == MembershipAction.Restore)
        {
            Assert.DoesNotContain(view.Candidates, candidate => candidate.Step >= view.StepsCommitted - 1
                && (candidate.Stage == TrainerStage.Ready || (candidate.Stage == TrainerStage.Leaving && view.Current is not null)));
        }

        if (decision.Next is not { } next)
        {
            var isPaused = view.Current is { Members.Count: 0 };
            var hasLatest = view.Candidates.Any(candidate => candidate.Stage is TrainerStage.Ready or TrainerStage.Leaving && candidate.Step >= view.StepsCommitted - 1);
            var canBeginAnew = view.Candidates.Any(candidate => candidate.Stage is TrainerStage.Ready or TrainerStage.Prepared);
            Assert.False(isPaused && decision.Action == MembershipAction.Keep && !hasLatest && canBeginAnew, "It waits for a state that nobody has.");
            Assert.True(view.Current is { Members.Count: > 0 } || decision.Waiting != WaitReason.None, "It waits without a reason.");
            return;
        }

        Assert.Equal(view.LatestNumber + 1, next.Number);
        Assert.InRange(next.Members.Count, 0, view.Trainers.Maximum);
        Assert.True(next.Members.Count == 0 ? decision.Waiting != WaitReason.None : next.Members.Count >= view.Trainers.Minimum);
        Assert.All(next.Members, member => Assert.Contains(view.Candidates, candidate => candidate.Trainer == member.Trainer && candidate.Stage == TrainerStage.Ready));
        if (next.Members.Count > 0)
        {
            Assert.Equal(Enumerable.Range(0, MicroBatches), next.Members.SelectMany(member => member.MicroBatches).Order());
        }
    }

    private static Generation Formed(MembershipView view)
    {
        var decision = MembershipPolicy.Decide(view);
        Assert.Equal(MembershipAction.Form, decision.Action);
        return decision.Next!;
    }

    private static MembershipView View(Candidate[] candidates) => new() { Candidates = candidates, Trainers = TrainerRange.Any, MicroBatches = MicroBatches };

    private static Candidate Trainer(int number, TrainerStage stage = TrainerStage.Ready, long step = 0) => new(Id(number), stage, step);

    private static TrainerId Id(int number) => new($"127.0.0.1:{number}@1", "cpu:0");
}
