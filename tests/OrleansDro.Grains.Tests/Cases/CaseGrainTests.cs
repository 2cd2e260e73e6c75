using OrleansDro.Abstractions.Cases;
using OrleansDro.Grains.Protocol.Cases;
using OrleansDro.Robustness.History;

namespace OrleansDro.Grains.Tests.Cases;

[Collection(nameof(ClusterTests))]
public sealed class CaseGrainTests(ClusterFixture cluster)
{
    [Fact]
    public async Task Credit_SameStepTwice_CountsOnce()
    {
        var grain = cluster.Grains.GetGrain<ICaseGrain>(1, "credit-twice");
        await grain.Credit(4, [0.5f, 0.25f], 0, null, default);
        await grain.Credit(4, [0.75f], 0, null, default);
        await grain.Credit(3, [0.75f], 0, null, default);
        var state = await grain.GetState();
        Assert.Equal(new CaseRecord(0.25, 4, 2, CaseStatus.Seen), state.Record);
        Assert.Equal([new RecentLoss(4, 0.5), new RecentLoss(4, 0.25)], state.RecentLosses);
    }

    [Fact]
    public async Task Credit_ManySteps_KeepsTheLatestLosses()
    {
        var grain = cluster.Grains.GetGrain<ICaseGrain>(2, "credit-many");
        for (var step = 0; step < 20; step++)
        {
            await grain.Credit(step, [step / 10f], 0, null, default);
        }

        var state = await grain.GetState();
        Assert.Equal(20, state.Record.Visits);
        Assert.Equal([12, 13, 14, 15, 16, 17, 18, 19], state.RecentLosses.Select(loss => loss.Step));
    }

    [Fact]
    public async Task Credit_NotANumber_Quarantines()
    {
        var grain = cluster.Grains.GetGrain<ICaseGrain>(3, "credit-nan");
        await grain.Credit(0, [0.5f], 0, null, default);
        await grain.Credit(1, [float.NaN], 0, null, default);
        var record = (await grain.GetState()).Record;
        Assert.Equal(CaseStatus.Quarantined, record.Status);
        Assert.Equal(0.5, record.Loss);
    }
}
