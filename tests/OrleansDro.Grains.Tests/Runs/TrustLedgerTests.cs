using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Runs;

namespace OrleansDro.Grains.Tests.Runs;

/// <summary>How far back a run must go if one of its trainers turns out to err.</summary>
public sealed class TrustLedgerTests
{
    private static readonly TrainerId One = new("one", "cpu:0"), Two = new("two", "cpu:0");

    [Fact]
    public void GoodSteps_NeverAudited_IsWhereItJoined()
    {
        var trust = TrustLedger.Join([], [(One, 0), (Two, 40)]);
        Assert.Equal([0L, 40L], new[] { One, Two }.Select(trainer => TrustLedger.GoodSteps(trust, [trainer])));
        Assert.Equal(0, TrustLedger.GoodSteps(trust, [One, Two]));
        Assert.Null(TrustLedger.GoodSteps(trust, []));
    }

    [Fact]
    public void GoodSteps_AuditAgreed_IsTheAuditsStep()
    {
        var trust = TrustLedger.Agree(TrustLedger.Join([], [(One, 0), (Two, 40)]), [One], 60);
        Assert.Equal([60L, 40L], new[] { One, Two }.Select(trainer => TrustLedger.GoodSteps(trust, [trainer])));
    }

    [Fact]
    public void Join_ComesBack_ItsEarlierStepsStillCount()
    {
        var trust = TrustLedger.Join(TrustLedger.Join(TrustLedger.Join([], [(One, 0), (Two, 10)]), [(One, 0)]), [(One, 0), (Two, 90)]);
        Assert.Equal(10, TrustLedger.GoodSteps(trust, [Two]));
    }

    [Fact]
    public void RollBack_ToACheckpoint_LaterAuditsSayNothingOfWhatIsComputedAgain()
    {
        var trust = TrustLedger.RollBack(TrustLedger.Agree(TrustLedger.Join([], [(One, 0), (Two, 50)]), [One], 60), 40);
        Assert.Equal([40L, 40L], new[] { One, Two }.Select(trainer => TrustLedger.GoodSteps(trust, [trainer])));
    }

    [Fact]
    public void Evict_Trainer_StaysEvictedWhenManyOthersComeAndGo()
    {
        var trust = TrustLedger.Evict(TrustLedger.Join([], [(One, 0)]), [One, Two]);
        for (var i = 0; i < 1000; i++)
        {
            trust = TrustLedger.Join(trust, [(new TrainerId($"silo-{i}", "cpu:0"), i)]);
        }

        Assert.True(TrustLedger.IsEvicted(trust, One) && TrustLedger.IsEvicted(trust, Two));
        Assert.False(TrustLedger.IsEvicted(trust, new TrainerId("silo-999", "cpu:0")));
        Assert.InRange(trust.Count, 3, 300);
    }
}
