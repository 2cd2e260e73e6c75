using Microsoft.Extensions.Time.Testing;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Protocol.Coordination;
using OrleansDro.Grains.Runs;

namespace OrleansDro.Grains.Tests.Runs;

/// <summary>Who is alive, and whose state is of no use any more.</summary>
public sealed class TrainerRegistryTests
{
    private static readonly TrainerId Trainer = new("127.0.0.1:1@1", "cpu:0");
    private static readonly TrainerId Other = new("127.0.0.1:2@1", "cpu:0");
    private static readonly TimeSpan Moment = TrainerRegistry.LeaseDuration / 2;

    private readonly FakeTimeProvider _clock = new();
    private readonly TrainerRegistry _registry;

    public TrainerRegistryTests() => _registry = new TrainerRegistry(_clock);

    [Fact]
    public void Candidates_SilentForLongerThanTheLease_AreNone()
    {
        Hear(step: 1);
        _clock.Advance(TrainerRegistry.LeaseDuration);
        Assert.Single(_registry.Candidates(attempt: 1));
        _clock.Advance(TimeSpan.FromTicks(1));
        Assert.Empty(_registry.Candidates(attempt: 1));
    }

    [Fact]
    public void RemoveDeadInTest_TrainersThatTestedOpenedDataOrWereReady_IsTheFirstOnceItsLeaseExpired()
    {
        _registry.RecordHeartbeat(new TrainerHeartbeat { Trainer = Trainer, Stage = TrainerStage.Preparing, DataHash = "data" });
        _registry.RecordHeartbeat(new TrainerHeartbeat { Trainer = Other, Stage = TrainerStage.Preparing });
        Assert.False(_registry.RemoveDeadInTest(_ => true));
        _clock.Advance(2 * TrainerRegistry.LeaseDuration);
        Assert.False(_registry.RemoveDeadInTest(_ => false));
        Assert.True(_registry.RemoveDeadInTest(_ => true));
        Assert.False(_registry.RemoveDeadInTest(_ => true));
        Hear(step: 1);
        _clock.Advance(2 * TrainerRegistry.LeaseDuration);
        Assert.False(_registry.RemoveDeadInTest(_ => true));
    }

    [Fact]
    public void Register_RefusedForItsNode_MayTryAgainLaterAndCountsAsRefusedUntilItIsReady()
    {
        _registry.Refuse(Trainer, mayRetry: true);
        _registry.Refuse(Other);
        Assert.Equal((true, true), RegisterBoth());
        _clock.Advance(TrainerRegistry.RetryDelay);
        Assert.Equal((false, true), RegisterBoth());
        Assert.Equal([Trainer, Other], _registry.Refused);
        Hear(step: 0, TrainerStage.Prepared);
        Assert.Equal([Trainer, Other], _registry.Refused);
        Hear(step: 0);
        Assert.Equal([Other], _registry.Refused);

        (bool First, bool Second) RegisterBoth()
        {
            _registry.Register(Trainer);
            _registry.Register(Other);
            return (_registry.IsRefused(Trainer), _registry.IsRefused(Other));
        }
    }

    [Fact]
    public void InvalidateStatesLeftBehind_LacksStepsAndStandsStill_MustForgetUntilItHas()
    {
        HearAndJudge(20, 20, 20, 20);
        Assert.True(_registry.MustDiscardState(Trainer));
        Assert.Equal(TrainerStage.Prepared, Assert.Single(_registry.Candidates(attempt: 1)).Stage);
        Hear(step: 0, TrainerStage.Prepared);
        Assert.False(_registry.MustDiscardState(Trainer));
    }

    [Fact]
    public void InvalidateStatesLeftBehind_CatchesUp_KeepsItsState()
    {
        HearAndJudge(20, 21, 22, 23);
        Assert.False(_registry.MustDiscardState(Trainer));
    }

    [Fact]
    public void InvalidateStatesLeftBehind_AtTheLatestStep_KeepsItsState()
    {
        HearAndJudge(29, 29, 29, 29);
        Assert.False(_registry.MustDiscardState(Trainer));
    }

    [Fact]
    public void InvalidateStatesLeftBehind_Member_KeepsItsState()
    {
        var generation = GenerationOf(1, 0, Trainer);
        foreach (var step in new[] { 20, 20, 20, 20 })
        {
            HearAndJudge(step, generation);
        }

        Assert.False(_registry.MustDiscardState(Trainer));
    }

    [Fact]
    public void InvalidateStrandedStates_NoMemberIsAhead_AllMustForget()
    {
        Hear(step: 20, isStepPast: true);
        Hear(step: 20, isStepPast: true, trainer: Other);
        JudgeStranded(Trainer, Other);
        Assert.True(_registry.MustDiscardState(Trainer) && _registry.MustDiscardState(Other));
    }

    [Fact]
    public void InvalidateStrandedStates_MemberIsAheadUntilItFallsSilent_KeepsItsStateUntilThen()
    {
        Hear(step: 21, trainer: Other);
        _clock.Advance(Moment);
        Hear(step: 20, isStepPast: true);
        JudgeStranded(Trainer, Other);
        Assert.False(_registry.MustDiscardState(Trainer));
        _clock.Advance(2 * Moment);
        Hear(step: 20, isStepPast: true);
        JudgeStranded(Trainer, Other);
        Assert.True(_registry.MustDiscardState(Trainer));
    }

    /// <summary>It will show no gradients of the steps that the generation before takes.</summary>
    [Fact]
    public void InvalidateStrandedStates_OneAheadIsMemberOfALaterGenerationOnly_MustForget()
    {
        Hear(step: 22, trainer: Other);
        Hear(step: 20, isStepPast: true);
        _registry.InvalidateStrandedStates([GenerationOf(1, 0, Trainer), GenerationOf(2, 23, Trainer, Other)]);
        Assert.True(_registry.MustDiscardState(Trainer));
        Assert.False(_registry.MustDiscardState(Other));
    }

    /// <summary>After the run's silo was lost.</summary>
    [Fact]
    public void InvalidateStrandedStates_MemberFromWhichTheRunHasYetToHear_MayBeAhead()
    {
        _registry.ExpectHeartbeat(new GenerationMember(Other, [0]));
        Hear(step: 20, isStepPast: true);
        JudgeStranded(Trainer, Other);
        Assert.False(_registry.MustDiscardState(Trainer));
    }

    [Fact]
    public void Candidates_Kind_IsThatOfTheRecordUntilTheTrainerReportsIts()
    {
        _registry.ExpectHeartbeat(new GenerationMember(Trainer, [0], "recorded"));
        Assert.Equal("recorded", Assert.Single(_registry.Candidates(attempt: 1)).Kind);
        Hear(step: 1);
        Assert.Equal("recorded", Assert.Single(_registry.Candidates(attempt: 1)).Kind);
        var fingerprint = UnlikeSilos.Fingerprint("avx2");
        _registry.RecordHeartbeat(new TrainerHeartbeat { Trainer = Trainer, Stage = TrainerStage.Ready, Step = 1, Attempt = 1, Fingerprint = fingerprint });
        Assert.Equal(fingerprint.Kind, Assert.Single(_registry.Candidates(attempt: 1)).Kind);
    }

    [Fact]
    public void InvalidateStrandedStates_StepCanBeTaken_KeepsItsState()
    {
        Hear(step: 20);
        JudgeStranded(Trainer);
        Assert.False(_registry.MustDiscardState(Trainer));
    }

    private void JudgeStranded(params TrainerId[] members) => _registry.InvalidateStrandedStates([GenerationOf(1, 0, members)]);

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
        _registry.InvalidateStatesLeftBehind(generation, stepsCommitted: 30);
        _clock.Advance(Moment);
    }

    private void Hear(long step, TrainerStage stage = TrainerStage.Ready, bool isStepPast = false, TrainerId? trainer = null) =>
        _registry.RecordHeartbeat(new TrainerHeartbeat { Trainer = trainer ?? Trainer, Stage = stage, Step = step, Attempt = 1, IsStepPast = isStepPast });
}
