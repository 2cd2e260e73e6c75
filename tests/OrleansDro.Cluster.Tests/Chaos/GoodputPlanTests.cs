using OrleansDro.FaultInjection.Chaos;
using OrleansDro.FaultInjection.Processes;

namespace OrleansDro.Cluster.Tests.Chaos;

public sealed class GoodputPlanTests
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(1.5);

    [Theory]
    [InlineData(4, 8, 4, 2, 2)]
    [InlineData(2, 4, 2, 1, 1)]
    [InlineData(32, 62, 27, 18, 17)]
    public void Create_HalfAnHour_AsManyOfEachKindAsThere(int trainers, int faults, int kills, int stalls, int terminations)
    {
        var plan = GoodputPlan.Create(1, Window, GoodputPlan.Every(trainers));
        Assert.Equal((faults, kills, stalls, terminations), (plan.Count, Count(FaultKind.KillTrainer), Count(FaultKind.StallTrainer), Count(FaultKind.TerminateTrainer)));

        int Count(FaultKind kind) => plan.Count(fault => fault.Kind == kind);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Create_AnySeed_KeepsItsTimes(long seed)
    {
        var plan = GoodputPlan.Create(seed, Window, Window / 100);
        var at = TimeSpan.Zero;
        for (var i = 0; i < plan.Count; i++)
        {
            at += plan[i].Delay;
            Assert.InRange(at / (Window / 100), i + 0.25 - 1e-6, i + 0.75 + 1e-6);
        }

        Assert.InRange(plan.Average(fault => fault.Delay.TotalSeconds), 17.5, 18.5);
        Assert.All(plan, fault => Assert.Equal(fault.Kind == FaultKind.StallTrainer, fault.Stall > Lease));
        Assert.All(plan, fault => Assert.Equal(SiloRole.Trainer, fault.Target));
        Assert.Equal(4, plan.Select(fault => fault.Choice % 4).Distinct().Count());
    }

    [Fact]
    public void Create_SameSeed_SamePlan() => Assert.Equal(Create(3), Create(3));

    [Fact]
    public void Create_OtherSeed_OtherOrderOfTheSameKinds()
    {
        var (one, other) = (Create(3).Select(fault => fault.Kind).ToArray(), Create(4).Select(fault => fault.Kind).ToArray());
        Assert.NotEqual(one, other);
        Assert.Equal(one.Order(), other.Order());
    }

    [Fact]
    public void Create_ShortWindow_HasOneFault() => Assert.Equal(FaultKind.KillTrainer, Assert.Single(GoodputPlan.Create(1, TimeSpan.FromSeconds(10), Window)).Kind);

    private static IReadOnlyList<Fault> Create(long seed) => GoodputPlan.Create(seed, Window, GoodputPlan.Every(32));
}
