using OrleansDro.Robustness.History;

namespace OrleansDro.Robustness.Tests.History;

public sealed class CaseRecordTests
{
    [Fact]
    public void Visit_UnseenCase_TakesTheLossAsItIs()
        => Assert.Equal(new CaseRecord(0.7, 4, 1, CaseStatus.Seen), CaseRecord.Unseen.Visit(4, [0.7], momentum: 0.5));

    [Fact]
    public void Visit_SeenCase_SmoothsByTheMomentum()
    {
        var record = CaseRecord.Unseen.Visit(0, [2], 0.25).Visit(1, [4], 0.25);
        Assert.Equal(new CaseRecord(0.25 * 2 + 0.75 * 4, 1, 2, CaseStatus.Seen), record);
    }

    [Fact]
    public void Visit_ConstantStart_SmoothsTheStartLossToo()
    {
        var start = CaseRecord.Unseen with { Loss = 2 };
        Assert.Equal(1.5, start.Visit(0, [1], 0.5).Loss);
    }

    [Fact]
    public void Visit_SeveralLossesOfOneStep_AppliesThemInOrder()
    {
        var record = CaseRecord.Unseen.Visit(3, [1, 2, 4], 0.5);
        Assert.Equal(new CaseRecord(0.5 * (0.5 * 1 + 0.5 * 2) + 0.5 * 4, 3, 3, CaseStatus.Seen), record);
        Assert.Equal(4, CaseRecord.Unseen.Visit(3, [1, 2, 4], 0).Loss);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(4)]
    public void Visit_StepNotLaterThanTheLast_ChangesNothing(long step)
    {
        var record = CaseRecord.Unseen.Visit(5, [1], 0);
        Assert.Equal(record, record.Visit(step, [9], 0));
        Assert.Equal(record, record.Visit(step, [double.NaN], 0));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void Visit_LossNotFinite_QuarantinesAndKeepsTheLastFiniteLoss(double poison)
    {
        var record = CaseRecord.Unseen.Visit(1, [0.5], 0).Visit(2, [0.75, poison], 0);
        Assert.Equal(new CaseRecord(0.75, 2, 3, CaseStatus.Quarantined), record);
        Assert.Equal(CaseStatus.Quarantined, record.Visit(3, [0.1], 0).Status);
        Assert.True(double.IsNaN(CaseRecord.Unseen.Visit(1, [poison], 0).Loss));
    }

    [Fact]
    public void Visit_NegativeLoss_IsALossLikeAnyOther()
        => Assert.Equal(-3, CaseRecord.Unseen.Visit(1, [-3], 0).Loss);

    [Fact]
    public void Visit_NoLossOrNegativeStep_Throws()
    {
        Assert.Throws<ArgumentException>(() => CaseRecord.Unseen.Visit(1, [], 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => CaseRecord.Unseen.Visit(-1, [1], 0));
    }

    [Fact]
    public void Quarantine_SeenCase_KeepsItsHistory()
        => Assert.Equal(new CaseRecord(0.5, 1, 1, CaseStatus.Quarantined), CaseRecord.Unseen.Visit(1, [0.5], 0).Quarantine());

    [Fact]
    public void Release_QuarantinedCase_IsRankedByTheLossOnRecord()
    {
        var seen = CaseRecord.Unseen.Visit(1, [0.5], 0);
        Assert.Equal(seen, seen.Quarantine().Release());
        Assert.Equal(CaseRecord.Unseen, CaseRecord.Unseen.Quarantine().Release());
        Assert.Equal(CaseStatus.Unseen, CaseRecord.Unseen.Visit(1, [double.NaN], 0).Release().Status);
        Assert.Equal(seen, seen.Release());
        Assert.Equal(seen.Remove(), seen.Remove().Release());
    }

    [Fact]
    public void Remove_AnyCase_IsForGood()
    {
        var removed = CaseRecord.Unseen.Visit(1, [0.5], 0).Remove();
        Assert.Equal(new CaseRecord(0.5, 1, 1, CaseStatus.Removed), removed);
        Assert.Equal(removed, removed.Quarantine());
        Assert.Equal(CaseStatus.Removed, removed.Visit(2, [double.NaN], 0).Status);
        Assert.Equal(CaseStatus.Removed, removed.Visit(2, [1], 0).Status);
    }

    [Theory]
    [InlineData(CaseStatus.Unseen, true)]
    [InlineData(CaseStatus.Seen, true)]
    [InlineData(CaseStatus.Quarantined, false)]
    [InlineData(CaseStatus.Removed, false)]
    public void CanBeDrawn_Status_DecidesAlone(CaseStatus status, bool expected)
        => Assert.Equal(expected, new CaseRecord(1, 0, 1, status).CanBeDrawn);
}
