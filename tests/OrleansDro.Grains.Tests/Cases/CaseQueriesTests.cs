using OrleansDro.Abstractions.Cases;
using OrleansDro.Grains.Cases;
using OrleansDro.Grains.Protocol.Coordination;
using OrleansDro.Grains.Protocol.Sampling;
using OrleansDro.Robustness.History;
using OrleansDro.Robustness.Sampling;

namespace OrleansDro.Grains.Tests.Cases;

public sealed class CaseQueriesTests
{
    private static readonly SamplingOptions Options = new() { Beta = 2 };

    [Fact]
    public void List_Hardest_LargestLossFirstAndUnseenLast()
    {
        var page = Queries(Seen(1, 3), Unseen, Seen(5, 4), Seen(3, 4), Unseen).List(new CaseQuery());
        Assert.Equal([2, 3, 0, 1, 4], page.Cases.Select(view => view.Index));
        Assert.Equal([1, 2, 3, null, null], page.Cases.Select(view => view.Rank));
        Assert.Equal((5, 5), (page.Matching, page.StepsCommitted));
        Assert.Equal([5.0, 3.0, 1.0, null, null], page.Cases.Select(view => view.Loss));
    }

    [Fact]
    public void List_EqualLosses_ShareARankAndStandByIndex()
    {
        var page = Queries(Seen(2, 0), Seen(7, 0), Seen(2, 0), Seen(1, 0)).List(new CaseQuery());
        Assert.Equal([1, 0, 2, 3], page.Cases.Select(view => view.Index));
        Assert.Equal([1, 2, 2, 4], page.Cases.Select(view => view.Rank));
    }

    [Fact]
    public void List_Oldest_UnseenThenEarliestStep()
    {
        var page = Queries(Seen(1, 9), Seen(9, 2), Unseen, Seen(4, 2)).List(new CaseQuery { Order = CaseOrder.Oldest });
        Assert.Equal([2, 1, 3, 0], page.Cases.Select(view => view.Index));
        Assert.Equal([10, 7, 7, 0], page.Cases.Select(view => view.Age));
        Assert.Equal([null, 2L, 2L, 9L], page.Cases.Select(view => view.LastStep));
    }

    [Fact]
    public void List_Take_IsTheStartOfTheWholeOrderWithItsRanks()
    {
        // Losses with many ties, and a count for which sorted and kept cases differ.
        var records = Enumerable.Range(0, 1000).Select(i => i % 7 == 0 ? Unseen : Seen(i * 37 % 101, i * 53 % 211)).ToArray();
        foreach (var order in Enum.GetValues<CaseOrder>())
        {
            var whole = Queries(records).List(new CaseQuery { Order = order, Take = 1000 });
            var some = Queries(records).List(new CaseQuery { Order = order, Take = 33 });
            Assert.Equal(1000, some.Matching);
            Assert.Equal(whole.Cases.Take(33).Select(view => (view.Index, view.Rank)), some.Cases.Select(view => (view.Index, view.Rank)));
        }

        var hardest = Queries(records).List(new CaseQuery { Take = 1000 }).Cases.Where(view => view.Rank is not null).ToArray();
        Assert.All(hardest, view => Assert.Equal(1 + hardest.Count(other => other.Loss > view.Loss), view.Rank));
    }

    [Fact]
    public void List_QuarantinedAndRemoved_HaveNoRankAndNoProbability()
    {
        CaseRecord[] records = [Seen(1, 0), Seen(8, 0).Quarantine(), Seen(9, 0) with { Status = CaseStatus.Removed }, Seen(2, 0)];
        var queries = Queries(records, reasons: new() { [1] = "wrong label" });
        var all = queries.List(new CaseQuery());
        Assert.Equal([1, 3, 0], all.Cases.Select(view => view.Index));
        Assert.Equal([null, 1, 2], all.Cases.Select(view => view.Rank));
        Assert.Equal("wrong label", all.Cases[0].Reason);
        Assert.Equal(0, all.Cases[0].Probability);
        Assert.Equal(Math.Exp(2) / (1 + Math.Exp(2)), all.Cases[1].Probability, 12);
        Assert.Equal([1], queries.List(new CaseQuery { Status = CaseStatus.Quarantined }).Cases.Select(view => view.Index));
        var removed = Assert.Single(queries.List(new CaseQuery { Status = CaseStatus.Removed }).Cases);
        Assert.Equal((2, 0.0, null), (removed.Index, removed.Probability, removed.Rank));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(2, 0)]
    [InlineData(5, 0.25)]
    public void List_Probabilities_SumToOne(double beta, double mixingFloor)
    {
        CaseRecord[] records = [Seen(1, 0), Unseen, Seen(400, 0), Seen(3, 0).Quarantine(), Seen(0.5, 1), Unseen with { Status = CaseStatus.Removed }];
        var page = new CaseQueries(History(records) with { Beta = beta }, Labels(records.Length), new SamplingOptions { Beta = beta, MixingFloor = mixingFloor }).List(new CaseQuery());
        Assert.Equal(1, page.Cases.Sum(view => view.Probability), 12);
    }

    [Fact]
    public void List_AllQuarantined_NothingCanBeDrawn()
    {
        var page = Queries(Seen(1, 0).Quarantine(), Unseen.Quarantine()).List(new CaseQuery());
        Assert.All(page.Cases, view => Assert.Equal((0.0, null), (view.Probability, view.Rank)));
    }

    [Fact]
    public void List_Group_OnlyItsCasesWithTheirRanksAmongAll()
    {
        var page = Queries(Seen(1, 0), Seen(5, 0), Seen(4, 0), Seen(3, 0)).List(new CaseQuery { Group = "even", Take = 1 });
        Assert.Equal(2, page.Matching);
        var view = Assert.Single(page.Cases);
        Assert.Equal(("case-2", 2), (view.Id, view.Rank));
    }

    [Fact]
    public void List_UnknownGroup_NamesTheGroups()
    {
        var exception = Assert.Throws<ArgumentException>(() => Queries(Seen(1, 0), Seen(5, 0)).List(new CaseQuery { Group = "evne" }));
        Assert.Contains("even, odd", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void List_GroupWithoutTheStatus_IsEmpty() =>
        Assert.Equal(0, Queries(Seen(1, 0), Seen(5, 0)).List(new CaseQuery { Group = "even", Status = CaseStatus.Quarantined }).Matching);

    [Theory]
    [InlineData(0)]
    [InlineData(10_001)]
    public void RequireValid_TakeOutOfRange_IsRefused(int take) =>
        Assert.Contains("'take' must be", Assert.Throws<ArgumentException>(() => CaseQueries.RequireValid(new CaseQuery { Take = take })).Message, StringComparison.Ordinal);

    [Fact]
    public void Find_UnseenCaseOfAConstantStart_HasNoLoss()
    {
        var view = Queries(Unseen with { Loss = 2.001 }, Seen(1, 6)).Find(0);
        Assert.Equal((null, null, null), (view.Loss, view.LastStep, view.Rank));
        Assert.Equal(7, view.Age);
        Assert.True(view.Probability > 0.5);
    }

    [Fact]
    public void Find_LossNeverFinite_HasNoLossButVisits()
    {
        var view = Queries(Unseen.Visit(4, [double.NaN], 0), Seen(1, 6)).Find(0);
        Assert.Equal((null, null, 1, CaseStatus.Quarantined), (view.Loss, view.LastStep, view.Visits, view.Status));
    }

    [Fact]
    public void Find_StepCommittedMeanwhile_CountsForTheAges()
    {
        var queries = new CaseQueries(History([Seen(1, 12), Seen(2, 9)]) with { StepsCommitted = 10 }, Labels(2), Options);
        Assert.Equal([0L, 3L], new[] { queries.Find(0).Age, queries.Find(1).Age });
    }

    [Fact]
    public void Groups_Mixed_SumsEachAndLeavesOutTheRemoved()
    {
        CaseRecord[] records = [Seen(1, 4), Seen(6, 2), Seen(3, 9), Unseen, Seen(9, 9).Quarantine(), Seen(50, 9) with { Status = CaseStatus.Removed }];
        var groups = Queries(records).Groups();
        Assert.Equal(["odd", "even"], groups.Select(group => group.Group));
        Assert.Equal(new GroupView { Group = "odd", Cases = 2, Unseen = 1, Quarantined = 0, MeanLoss = 6, MaximumLoss = 6, Probability = groups[0].Probability, MaximumAge = 10 }, groups[0]);
        Assert.Equal(new GroupView { Group = "even", Cases = 3, Unseen = 0, Quarantined = 1, MeanLoss = 2, MaximumLoss = 3, Probability = groups[1].Probability, MaximumAge = 5 }, groups[1]);
        Assert.Equal(1, groups.Sum(group => group.Probability), 12);
    }

    [Fact]
    public void Groups_CasesWithoutGroup_AreOneOfTheirOwn()
    {
        var queries = new CaseQueries(History([Seen(1, 0), Unseen]), new CaseLabels([new CaseLabel("a", null), new CaseLabel("b", "only")]), Options);
        Assert.Equal([null, "only"], queries.Groups().Select(group => group.Group));
        Assert.Null(queries.Groups()[1].MeanLoss);
    }

    [Fact]
    public void Labels_IdOfARemovedCaseComesBack_MeansTheLaterCase()
    {
        var labels = new CaseLabels([new CaseLabel("a", null), new CaseLabel("b", null), new CaseLabel("a", null)]);
        Assert.Equal((2, 1, null), (labels.Find("a"), labels.Find("b"), labels.Find("A")));
    }

    private static CaseRecord Unseen => CaseRecord.Unseen;

    private static CaseRecord Seen(double loss, long step) => new(loss, step, 1, CaseStatus.Seen);

    private static CaseQueries Queries(params CaseRecord[] records) => Queries(records, []);

    private static CaseQueries Queries(CaseRecord[] records, Dictionary<int, string> reasons) =>
        new(History(records) with { Reasons = reasons }, Labels(records.Length), Options);

    private static SamplerHistory History(CaseRecord[] records) =>
        new() { StepsCommitted = records.Max(record => record.LastStep) + 1, Records = records, Reasons = new Dictionary<int, string>(), Beta = Options.Beta };

    private static CaseLabels Labels(int count) => new([.. Enumerable.Range(0, count).Select(i => new CaseLabel($"case-{i}", i % 2 == 0 ? "even" : "odd"))]);
}
