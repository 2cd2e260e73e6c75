using OrleansDro.Abstractions.Runs;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Grains.AllReduce;
using OrleansDro.Grains.Protocol.Coordination;

namespace OrleansDro.Grains.Tests.AllReduce;

/// <summary>When a part of a step may be computed by anyone, and when only by its owner.</summary>
public sealed class StepBitsTests
{
    private static readonly RunSpec Exact = SmallRun.Spec();
    private static readonly RunSpec Fast = Exact with { Compute = Exact.Compute with { Mode = ComputeMode.Fast } };

    [Fact]
    public void AreTheSameForAll_AllOfOneKind_AreInTheExactModeOnly()
    {
        Generation[] recent = [Of(1, "a", "a"), Of(2, "a")];
        Assert.True(StepBits.AreTheSameForAll(Exact, recent));
        Assert.False(StepBits.AreTheSameForAll(Fast, recent));
    }

    [Fact]
    public void AreTheSameForAll_NobodyTellsAKind_Are() => Assert.True(StepBits.AreTheSameForAll(Exact, [Of(1, "", ""), Of(2, "")]));

    [Fact]
    public void AreTheSameForAll_OneDoesNotTellItsKind_AreNot() => Assert.False(StepBits.AreTheSameForAll(Exact, [Of(1, "a", "")]));

    [Fact]
    public void AreTheSameForAll_TwoKinds_AreNot() => Assert.False(StepBits.AreTheSameForAll(Exact, [Of(1, "a", "b")]));

    /// <summary>Somebody may have taken the step in flight with the gradient of the earlier generation.</summary>
    [Fact]
    public void AreTheSameForAll_TheUnlikeOneWasLostJustNow_AreNot() => Assert.False(StepBits.AreTheSameForAll(Exact, [Of(1, "a", "b"), Of(2, "a")]));

    [Fact]
    public void Serves_AnotherGeneration_OnlyIfTheBitsAreTheSame()
    {
        var (like, unlike) = (Of(2, "a"), Of(2, "a", "b"));
        var parts = new StepParts(Exact, Of(1, "a"));
        Assert.True(parts.Serves(like, [Of(1, "a"), like]));
        Assert.False(parts.Serves(unlike, [Of(1, "a"), unlike]));
        Assert.True(new StepParts(Exact, unlike).Serves(unlike, [unlike]));
    }

    private static Generation Of(long number, params string[] kinds) =>
        new(number, 0, [.. kinds.Select((kind, i) => new GenerationMember(new TrainerId($"127.0.0.1:{i}@1", "cpu:0"), [i], kind))], IsObserved: false);
}
