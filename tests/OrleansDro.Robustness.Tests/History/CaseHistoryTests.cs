using FsCheck.Xunit;
using OrleansDro.Robustness.History;

namespace OrleansDro.Robustness.Tests.History;

public sealed class CaseHistoryTests
{
    [Property]
    public void ToArray_AnyRecords_GivesThemBack(int seed)
    {
        var random = new Random(seed);
        CaseRecord[] records = [.. Enumerable.Range(0, random.Next(50)).Select(_ => RandomRecord(random))];
        Assert.Equal(records, new CaseHistory(records).ToArray());
    }

    [Property]
    public void Indexer_AnyRecordOverAnyOther_GivesItBack(int seed)
    {
        var random = new Random(seed);
        var history = new CaseHistory(9);
        var records = history.ToArray();
        for (var i = 0; i < 50; i++)
        {
            var caseIndex = random.Next(9);
            history[caseIndex] = records[caseIndex] = RandomRecord(random);
            Assert.Equal(records, history.ToArray());
        }
    }

    [Property]
    public void Credit_AnySlots_IsTheVisitOfEachRecord(int seed)
    {
        var random = new Random(seed);
        CaseRecord[] records = [.. Enumerable.Range(0, 9).Select(_ => RandomRecord(random) with { LastStep = random.Next(4, 8), Visits = random.Next(10) })];
        int[] cases = [.. Enumerable.Range(0, random.Next(30)).Select(_ => random.Next(9))];
        double[] losses = [.. cases.Select(_ => random.Next(4) == 0 ? double.NaN : random.NextDouble())];
        var history = new CaseHistory(records);
        history.Credit(6, cases, losses, 0.25);
        foreach (var slots in cases.Zip(losses).GroupBy(slot => slot.First))
        {
            records[slots.Key] = records[slots.Key].Visit(6, [.. slots.Select(slot => slot.Second)], 0.25);
        }

        Assert.Equal(records, history.ToArray());
    }

    [Fact]
    public void Constructor_Count_HasUnseenCases()
    {
        Assert.Equal(Enumerable.Repeat(CaseRecord.Unseen, 11), new CaseHistory(11).ToArray());
        Assert.Empty(new CaseHistory(0).ToArray());
        Assert.Throws<ArgumentOutOfRangeException>(() => new CaseHistory(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CaseHistory((1 << 29) + 1));
    }

    [Property]
    public void Grow_AnyCount_AppendsUnseenCasesAndKeepsTheRest(int seed)
    {
        var random = new Random(seed);
        CaseRecord[] records = [.. Enumerable.Range(0, random.Next(30)).Select(_ => RandomRecord(random))];
        var history = new CaseHistory(records);
        var count = random.Next(30);
        history.Grow(count);
        Assert.Equal([.. records, .. Enumerable.Repeat(CaseRecord.Unseen, count)], history.ToArray());
        Assert.Throws<ArgumentOutOfRangeException>(() => history.Grow(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => history.Grow(1 << 29));
    }

    [Fact]
    public void Load_Losses_ReplacesWhateverWasKnown()
    {
        var history = new CaseHistory([new CaseRecord(1, 2, 3, CaseStatus.Quarantined), CaseRecord.Unseen, new CaseRecord(7, 9, 3, CaseStatus.Seen)]);
        history.Load([4, -5, 1.7e308], 6);
        CaseRecord[] expected = [new(4, 6, 1, CaseStatus.Seen), new(-5, 6, 1, CaseStatus.Seen), new(1.7e308, 6, 1, CaseStatus.Seen)];
        Assert.Equal(expected, history.ToArray());
        Assert.Equal(expected, CaseHistory.OfLosses([4, -5, 1.7e308], 6).ToArray());

        // A case that was quarantined is an ordinary one again.
        history.Credit(7, [0], [8], 0);
        Assert.Equal(new CaseRecord(8, 7, 2, CaseStatus.Seen), history[0]);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void Load_LossNotFinite_ThrowsNamingTheCaseAndChangesNothing(double poison)
    {
        foreach (var place in new[] { 0, 7, 8, 100, 6000, 9998 })
        {
            var losses = Enumerable.Range(0, 9999).Select(i => (double)i).ToArray();
            var history = CaseHistory.OfLosses(losses, 0);
            var before = history.ToArray();
            losses.AsSpan().Fill(5);
            losses[place] = poison;
            var thrown = Assert.Throws<ArgumentException>(() => history.Load(losses, 1));
            Assert.Contains($"Value {place} ", thrown.Message, StringComparison.Ordinal);
            Assert.Equal(before, history.ToArray());
        }
    }

    [Fact]
    public void Load_WrongCountOrStep_ThrowsAndChangesNothing()
    {
        var history = CaseHistory.OfLosses([1, 2], 3);
        Assert.Throws<ArgumentException>(() => history.Load([1], 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => history.Load([1, 2], -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => history.Load([1, 2], CaseHistory.LargestStep + 1));
        Assert.Throws<ArgumentException>(() => CaseHistory.OfLosses([], 0));
        Assert.Equal([new CaseRecord(1, 3, 1, CaseStatus.Seen), new CaseRecord(2, 3, 1, CaseStatus.Seen)], history.ToArray());
    }

    [Fact]
    public void Indexer_RecordThatCannotBeHeld_ThrowsAndChangesNothing()
    {
        var record = new CaseRecord(1, CaseHistory.LargestStep, CaseHistory.MostVisits, CaseStatus.Seen);
        var history = new CaseHistory([record]);
        CaseRecord[] wrong =
        [
            record with { Loss = double.PositiveInfinity },
            record with { Loss = double.NegativeInfinity },
            record with { LastStep = CaseHistory.LargestStep + 1 },
            record with { LastStep = -2 },
            record with { Visits = CaseHistory.MostVisits + 1 },
            record with { Visits = -1 },
            record with { Status = (CaseStatus)4 },
            record with { Status = (CaseStatus)(-1) },
        ];
        Assert.All(wrong, bad => Assert.Throws<ArgumentException>(() => history[0] = bad));
        Assert.Equal(record, history[0]);
        Assert.Throws<ArgumentOutOfRangeException>(() => history[1]);
        Assert.Throws<ArgumentOutOfRangeException>(() => history[-1]);
        Assert.Throws<ArgumentOutOfRangeException>(() => history[1] = record);
    }

    [Theory]
    [InlineData(CaseStatus.Seen)]
    [InlineData(CaseStatus.Quarantined)]
    public void Credit_MostVisits_StaysThere(CaseStatus status)
    {
        var record = new CaseRecord(1, 0, CaseHistory.MostVisits, status);
        var history = new CaseHistory([record]);
        history.Credit(1, [0], [2], 0);
        Assert.Equal(record with { Loss = 2, LastStep = 1 }, history[0]);
        history.Credit(2, [0], [double.NaN], 0);
        Assert.Equal(new CaseRecord(2, 2, CaseHistory.MostVisits, CaseStatus.Quarantined), history[0]);
    }

    private static CaseRecord RandomRecord(Random random) => new(
        random.Next(5) switch
        {
            0 => double.NaN,
            1 => double.Epsilon,
            2 => -double.MaxValue,
            _ => random.NextDouble() - 0.5,
        },
        random.Next(3) == 0 ? CaseHistory.LargestStep : random.Next(-1, 100),
        random.Next(3) == 0 ? CaseHistory.MostVisits : random.Next(100),
        (CaseStatus)random.Next(4));
}
