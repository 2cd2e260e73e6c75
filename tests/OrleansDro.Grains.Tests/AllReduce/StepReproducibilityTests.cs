using OrleansDro.Abstractions.Runs;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Grains.AllReduce;
using OrleansDro.Grains.Protocol.Coordination;

namespace OrleansDro.Grains.Tests.AllReduce;

/// <summary>When any trainer may compute a part of a step, and when only its owner.</summary>
public sealed class StepReproducibilityTests
{
    private static readonly RunSpec Exact = SmallRun.Spec();
    private static readonly RunSpec Fast = Exact with { Compute = Exact.Compute with { Mode = ComputeMode.Fast } };

    [Fact]
    public void IsBitIdentical_AllOfOneKind_InTheExactModeOnly()
    {
        Generation[] recent = [Of(1, "a", "a"), Of(2, "a")];
        Assert.True(StepReproducibility.IsBitIdentical(Exact, recent));
        Assert.False(StepReproducibility.IsBitIdentical(Fast, recent));
    }

    [Fact]
    public void IsBitIdentical_NoKindReported_IsTrue() => Assert.True(StepReproducibility.IsBitIdentical(Exact, [Of(1, "", ""), Of(2, "")]));

    [Fact]
    public void IsBitIdentical_OneKindNotReported_IsFalse() => Assert.False(StepReproducibility.IsBitIdentical(Exact, [Of(1, "a", "")]));

    [Fact]
    public void IsBitIdentical_TwoKinds_IsFalse() => Assert.False(StepReproducibility.IsBitIdentical(Exact, [Of(1, "a", "b")]));

    /// <summary>A trainer may have taken the step in flight with the gradient of the earlier generation.</summary>
    [Fact]
    public void IsBitIdentical_TheUnlikeOneWasJustLost_IsFalse() => Assert.False(StepReproducibility.IsBitIdentical(Exact, [Of(1, "a", "b"), Of(2, "a")]));

    [Fact]
    public void IsUsableFor_AnotherGeneration_OnlyIfTheBitsAreTheSame()
    {
        var (like, unlike) = (Of(2, "a"), Of(2, "a", "b"));
        var parts = new StepParts(Exact, Of(1, "a"));
        Assert.True(parts.IsUsableFor(like, [Of(1, "a"), like]));
        Assert.False(parts.IsUsableFor(unlike, [Of(1, "a"), unlike]));
        Assert.True(new StepParts(Exact, unlike).IsUsableFor(unlike, [unlike]));
    }

    private static Generation Of(long number, params string[] kinds) =>
        new(number, 0, [.. kinds.Select((kind, i) => new GenerationMember(new TrainerId($"127.0.0.1:{i}@1", "cpu:0"), [i], kind))], IsObserved: false);
}
