using OrleansDro.Abstractions.Fleet;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Membership;

namespace OrleansDro.Grains.Tests.Membership;

/// <summary>Why a run has no trainer, by the devices of the cluster.</summary>
public sealed class DeviceShortageTests
{
    private const string Unexplained = "-";

    [Theory]
    [InlineData(WaitReason.NoTrainers)]
    [InlineData(WaitReason.Device, "cuda:0", null)]
    [InlineData(WaitReason.NoTrainers, "cpu:0", "b")]
    [InlineData(WaitReason.NoTrainers, "cpu:0", "a")]
    [InlineData(WaitReason.BelowMinimum, "cpu:0", null)]
    public void Explain_NoTrainer_HasTheReason(WaitReason reason, string? device = null, string? run = null) => Assert.Equal(reason, Explain(device, run).Waiting);

    [Fact]
    public void Explain_DifferentShortages_HaveDifferentTexts()
    {
        string[] texts = [Unexplained, Explain(null, null).Reason, Explain("cuda:0", null).Reason, Explain("cpu:0", "b").Reason, Explain("cpu:0", "a").Reason, Explain("cpu:0", null).Reason];
        Assert.Equal(texts.Length, texts.Distinct().Count());
    }

    private static MembershipDecision Explain(string? device, string? run) => DeviceShortage.Explain(
        new MembershipDecision(MembershipAction.Keep, null, WaitReason.NoTrainers, Unexplained), "a", "cpu", device is null ? [] : [new DeviceView(new TrainerId("127.0.0.1:1@1", device), run)]);
}
