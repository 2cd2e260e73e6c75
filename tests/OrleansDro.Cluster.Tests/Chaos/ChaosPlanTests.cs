using OrleansDro.FaultInjection.Chaos;
using OrleansDro.FaultInjection.Processes;

namespace OrleansDro.Cluster.Tests.Chaos;

public sealed class ChaosPlanTests
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(2);

    [Fact]
    public void Create_SameSeed_SamePlan() => Assert.Equal(ChaosPlan.Create(3, 50, Pace), ChaosPlan.Create(3, 50, Pace));

    [Fact]
    public void Create_OtherSeed_OtherPlan() => Assert.NotEqual(ChaosPlan.Create(3, 50, Pace), ChaosPlan.Create(4, 50, Pace));

    [Fact]
    public void Create_MoreFaults_BeginsAlike() => Assert.Equal(ChaosPlan.Create(3, 17, Pace), ChaosPlan.Create(3, 50, Pace).Take(17));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Create_OneDeck_HasEveryKind(long seed) => Assert.Equal(
        Enum.GetValues<FaultKind>(),
        ChaosPlan.Create(seed, ChaosPlan.DeckSize, Pace).Select(fault => fault.Kind).Distinct().Order());

    [Fact]
    public void Create_None_IsEmpty() => Assert.Empty(ChaosPlan.Create(1, 0, Pace));

    [Fact]
    public void Create_LongPlan_KeepsItsPaceAndLimits()
    {
        var plan = ChaosPlan.Create(1, 2000, Pace);
        Assert.All(plan, fault => Assert.InRange(fault.Delay, Pace / 2, 1.5 * Pace));
        Assert.InRange(plan.Average(fault => fault.Delay.TotalSeconds), 1.9, 2.1);
        Assert.All(plan, fault => Assert.Equal(fault.Kind is FaultKind.StallTrainer or FaultKind.StallControl, fault.Stall > TimeSpan.Zero));
        Assert.All(plan, fault => Assert.Equal(fault.Kind is FaultKind.KillControl or FaultKind.StallControl, fault.Target == SiloRole.Control));
    }
}
