using OrleansDro.Abstractions.Specs;
using OrleansDro.Grains.Protocol.Scheduling;
using OrleansDro.Grains.Scheduling;

namespace OrleansDro.Grains.Tests.Scheduling;

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

    private static string?[] Decide(string?[] devices, params (string Run, int Minimum, int Maximum)[] runs) => DeviceAllocation.Decide(
        [.. devices.Select((run, i) => new DeviceReport($"cpu:{i}", run))],
        [.. runs.Select(run => new RunDemand(run.Run, "cpu", new TrainerRange(run.Minimum, run.Maximum)))]);
}
