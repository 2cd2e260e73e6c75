using OrleansDro.Learning.Torch;

namespace OrleansDro.Learning.Tests.Torch;

public sealed class SpinDecisionTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(64)]
    public void Make_SeveralCores_SpinsBriefly(int cores)
    {
        var decision = SpinDecision.Make(cores, spinCount: null, waitPolicy: null, isLoaded: false);
        Assert.Equal(SpinDecision.SharedCount, decision.Count);
        Assert.Contains($"{SpinDecision.CountVariable}={SpinDecision.SharedCount}", decision.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void Make_OneCore_DoesNotSpin() => Assert.Equal(0, SpinDecision.Make(1, spinCount: null, waitPolicy: null, isLoaded: false).Count);

    [Theory]
    [InlineData(1, "7", null, "GOMP_SPINCOUNT=7")]
    [InlineData(2, "infinite", null, "GOMP_SPINCOUNT=infinite")]
    [InlineData(2, null, "ACTIVE", "OMP_WAIT_POLICY=ACTIVE")]
    [InlineData(2, " ", "passive", "OMP_WAIT_POLICY=passive")]
    [InlineData(2, "7", "passive", "GOMP_SPINCOUNT=7")]
    public void Make_UserHasSet_IsLeftAndNamed(int cores, string? spinCount, string? waitPolicy, string named)
    {
        var decision = SpinDecision.Make(cores, spinCount, waitPolicy, isLoaded: false);
        Assert.Null(decision.Count);
        Assert.Contains(named, decision.Summary, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", null)]
    [InlineData(null, " ")]
    public void Make_UserHasSetNothing_IsDecided(string? spinCount, string? waitPolicy) =>
        Assert.Equal(SpinDecision.SharedCount, SpinDecision.Make(2, spinCount, waitPolicy, isLoaded: false).Count);

    [Fact]
    public void Make_LibraryWasLoadedBefore_IsLeft() => Assert.Null(SpinDecision.Make(2, spinCount: null, waitPolicy: null, isLoaded: true).Count);

    [Fact]
    public void Make_NoCore_Throws() => Assert.Throws<ArgumentOutOfRangeException>(() => SpinDecision.Make(0, spinCount: null, waitPolicy: null, isLoaded: false));
}
