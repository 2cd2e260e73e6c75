using OrleansDro.Abstractions.Fleet;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Abstractions.Training;
using OrleansDro.Grains.Fleet;
using OrleansDro.Grains.Membership;

namespace OrleansDro.Grains.Tests.Fleet;

public sealed class DeviceAllocationTests
{
    [Fact]
    public void Decide_OneRun_GetsWhatItCanUse() => Assert.Equal(["a", "a", null], Decide([null, null, null], ("a", 1, 2)));

    [Fact]
    public void Decide_TwoRuns_ShareAlike() => Assert.Equal(["a", "a", "b", "b"], Decide(["a", "a", "a", "a"], ("a", 1, 4), ("b", 1, 4)));

    [Fact]
    public void Decide_DeviceIsInUse_StaysWithItsRun() => Assert.Equal(["b", "a"], Decide(["b", "a"], ("a", 1, 9), ("b", 1, 9)));

    [Fact]
    public void Decide_MinimumCannotBeHad_GetsNothing() => Assert.Equal([null, null], Decide([null, null], ("a", 3, 4)));

    [Fact]
    public void Decide_MoreRunsThanDevices_FirstComeFirstServed() => Assert.Equal(["a", "b"], Decide([null, null], ("a", 1, 4), ("b", 1, 4), ("c", 1, 4)));

    [Fact]
    public void Decide_RunIsOver_DeviceIsFree() => Assert.Equal([null, "a"], Decide(["old", "a"], ("a", 1, 1)));

    [Fact]
    public void Decide_OtherTypeOfDevice_IsNotTaken() => Assert.Equal(
        [null, "a"], DeviceAllocation.Decide([new DeviceReport("cuda:0", null), new DeviceReport("cpu:0", null)], [new RunDemand("a", "cpu", TrainerRange.Any)]));

    [Theory]
    [InlineData(WaitReason.NoTrainers, "no silo with a device")]
    [InlineData(WaitReason.Device, "of the type cpu", "cuda:0", null)]
    [InlineData(WaitReason.NoTrainers, "all 1 devices work for other runs", "cpu:0", "b")]
    [InlineData(WaitReason.NoTrainers, "on its way", "cpu:0", "a")]
    [InlineData(WaitReason.BelowMinimum, "minimum", "cpu:0", null)]
    public void Explain_NoTrainer_SaysWhy(WaitReason reason, string words, string? device = null, string? run = null)
    {
        DeviceView[] devices = device is null ? [] : [new DeviceView(new TrainerId("127.0.0.1:1@1", device), run)];
        var decision = DeviceAllocation.Explain(new MembershipDecision(MembershipAction.Keep, null, WaitReason.NoTrainers, "-"), "a", "cpu", devices);
        Assert.Equal(reason, decision.Waiting);
        Assert.Contains(words, decision.Reason, StringComparison.Ordinal);
    }

    private static string?[] Decide(string?[] devices, params (string Run, int Minimum, int Maximum)[] runs) => DeviceAllocation.Decide(
        [.. devices.Select((run, i) => new DeviceReport($"cpu:{i}", run))],
        [.. runs.Select(run => new RunDemand(run.Run, "cpu", new TrainerRange(run.Minimum, run.Maximum)))]);
}
