using OrleansDro.Learning.Torch;

namespace OrleansDro.Learning.Tests.Torch;

public sealed class InstructionSetDecisionTests
{
    [Theory]
    [InlineData(false, false, null, null)]
    [InlineData(false, true, null, null)]
    [InlineData(true, true, null, null)]
    [InlineData(true, false, null, "SSE41")]
    [InlineData(true, false, "AVX2", null)] // the user's choice stays, right or wrong: the self-test judges it
    [InlineData(false, false, "SSE41", null)]
    public void Decide_LimitsOnlyWhatWouldBeWrong(bool cachesAreHidden, bool padsChannels, string? setByUser, string? expected) =>
        Assert.Equal(expected, InstructionSetDecision.Decide(cachesAreHidden, padsChannels, setByUser).Limit);
}
