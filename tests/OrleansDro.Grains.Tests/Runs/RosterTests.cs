using Microsoft.Extensions.Time.Testing;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Protocol.Coordination;
using OrleansDro.Grains.Runs;

namespace OrleansDro.Grains.Tests.Runs;

/// <summary>Who is alive, and whose state is of no use any more.</summary>
public sealed class RosterTests
{
    private static readonly TrainerId Trainer = new("127.0.0.1:1@1", "cpu:0");
    private static readonly TrainerId Other = new("127.0.0.1:2@1", "cpu:0");
    private static readonly TimeSpan Moment = Roster.Lease / 2;

    private readonly FakeTimeProvider _clock = new();
    private readonly Roster _roster;

    public RosterTests() => _roster = new Roster(_clock);

    [Fact]
    public void Candidates_SilentForLongerThanTheLease_AreNone()
    {
        Hear(step: 1);
        _clock.Advance(Roster.Lease);
        Assert.Single(_roster.Candidates(attempt: 1));
        _clock.Advance(TimeSpan.FromTicks(1));
        Assert.Empty(_roster.Candidates(attempt: 1));
    }

    [Fact]
    public void DistrustLeftBehind_LacksStepsAndStandsStill_MustForgetUntilItHas()
    {
        HearAndJudge(20, 20, 20, 20);
        Assert.True(_roster.MustForget(Trainer));
        Assert.Equal(TrainerStage.Prepared, Assert.Single(_roster.Candidates(attempt: 1)).Stage);
        Hear(step: 0, TrainerStage.Prepared);
        Assert.False(_roster.MustForget(Trainer));
    }

    [Fact]
    public void DistrustLeftBehind_CatchesUp_KeepsItsState()
    {
        HearAndJudge(20, 21, 22, 23);
        Assert.False(_roster.MustForget(Trainer));
    }

    [Fact]
    public void DistrustLeftBehind_AtTheLatestStep_KeepsItsState()
    {
        HearAndJudge(29, 29, 29, 29);
        Assert.False(_roster.MustForget(Trainer));
    }

    [Fact]
    public void DistrustLeftBehind_Member_KeepsItsState()
    {
        var generation = GenerationOf(1, 0, Trainer);
        foreach (var step in new[] { 20, 20, 20, 20 })
        {
            HearAndJudge(step, generation);
        }

        Assert.False(_roster.MustForget(Trainer));
    }

    [Fact]
    public void DistrustStranded_NoMemberIsAhead_AllMustForget()
    {
        Hear(step: 20, isStepPast: true);
        Hear(step: 20, isStepPast: true, trainer: Other);
        JudgeStranded(Trainer, Other);
        Assert.True(_roster.MustForget(Trainer) && _roster.MustForget(Other));
    }

    [Fact]
    public void DistrustStranded_MemberIsAheadUntilItFallsSilent_KeepsItsStateUntilThen()
    {
        Hear(step: 21, trainer: Other);
        _clock.Advance(Moment);
        Hear(step: 20, isStepPast: true);
        JudgeStranded(Trainer, Other);
        Assert.False(_roster.MustForget(Trainer));
        _clock.Advance(2 * Moment);
        Hear(step: 20, isStepPast: true);
        JudgeStranded(Trainer, Other);
        Assert.True(_roster.MustForget(Trainer));
    }

    /// <summary>It will show no gradients of the steps that the generation before takes.</summary>
    [Fact]
    public void DistrustStranded_OneAheadIsMemberOfALaterGenerationOnly_MustForget()
    {
        Hear(step: 22, trainer: Other);
        Hear(step: 20, isStepPast: true);
        _roster.DistrustStranded([GenerationOf(1, 0, Trainer), GenerationOf(2, 23, Trainer, Other)]);
        Assert.True(_roster.MustForget(Trainer));
        Assert.False(_roster.MustForget(Other));
    }

    /// <summary>After the run's silo was lost.</summary>
    [Fact]
    public void DistrustStranded_MemberFromWhichTheRunHasYetToHear_MayBeAhead()
    {
        _roster.Expect(new GenerationMember(Other, [0]));
        Hear(step: 20, isStepPast: true);
        JudgeStranded(Trainer, Other);
        Assert.False(_roster.MustForget(Trainer));
    }

    [Fact]
    public void Candidates_Kind_IsThatOfTheRecordUntilTheTrainerReportsIts()
    {
        _roster.Expect(new GenerationMember(Trainer, [0], "recorded"));
        Assert.Equal("recorded", Assert.Single(_roster.Candidates(attempt: 1)).Kind);
        Hear(step: 1);
        Assert.Equal("recorded", Assert.Single(_roster.Candidates(attempt: 1)).Kind);
        var fingerprint = UnlikeSilos.Fingerprint("avx2");
        _roster.Hear(new TrainerReport { Trainer = Trainer, Stage = TrainerStage.Ready, Step = 1, Attempt = 1, Fingerprint = fingerprint });
        Assert.Equal(fingerprint.Kind, Assert.Single(_roster.Candidates(attempt: 1)).Kind);
    }

    [Fact]
    public void DistrustStranded_StepCanBeTaken_KeepsItsState()
    {
        Hear(step: 20);
        JudgeStranded(Trainer);
        Assert.False(_roster.MustForget(Trainer));
    }

    private void JudgeStranded(params TrainerId[] members) => _roster.DistrustStranded([GenerationOf(1, 0, members)]);

    private static Generation GenerationOf(long number, long fromStep, params TrainerId[] members) =>
        new(number, fromStep, [.. members.Select((member, i) => new GenerationMember(member, [i]))], IsObserved: false);

    private void HearAndJudge(params int[] steps)
    {
        foreach (var step in steps)
        {
            HearAndJudge(step, generation: null);
        }
    }

    private void HearAndJudge(long step, Generation? generation)
    {
        Hear(step);
        _roster.DistrustLeftBehind(generation, stepsCommitted: 30);
        _clock.Advance(Moment);
    }

    private void Hear(long step, TrainerStage stage = TrainerStage.Ready, bool isStepPast = false, TrainerId? trainer = null) =>
        _roster.Hear(new TrainerReport { Trainer = trainer ?? Trainer, Stage = stage, Step = step, Attempt = 1, IsStepPast = isStepPast });
}
