using OrleansDro.Abstractions.Fleet;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Membership;

namespace OrleansDro.Grains.Tests.Membership;

public sealed class DeviceShortageTests
{
    [Theory]
    [InlineData(WaitReason.NoTrainers, "no silo with a device")]
    [InlineData(WaitReason.Device, "of the type cpu", "cuda:0", null)]
    [InlineData(WaitReason.NoTrainers, "all 1 devices work for other runs", "cpu:0", "b")]
    [InlineData(WaitReason.NoTrainers, "on its way", "cpu:0", "a")]
    [InlineData(WaitReason.BelowMinimum, "minimum", "cpu:0", null)]
    public void Explain_NoTrainer_SaysWhy(WaitReason reason, string words, string? device = null, string? run = null)
    {
        DeviceView[] devices = device is null ? [] : [new DeviceView(new TrainerId("127.0.0.1:1@1", device), run)];
        var decision = DeviceShortage.Explain(new MembershipDecision(MembershipAction.Keep, null, WaitReason.NoTrainers, "-"), "a", "cpu", devices);
        Assert.Equal(reason, decision.Waiting);
        Assert.Contains(words, decision.Reason, StringComparison.Ordinal);
    }
}
