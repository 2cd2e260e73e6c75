using FsCheck.Xunit;
using OrleansDro.Robustness.History;
using OrleansDro.Robustness.Sampling;

namespace OrleansDro.Robustness.Tests.Sampling;

[Properties(Arbitrary = [typeof(Generators)])]
public sealed class HardnessIndexTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(61)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(1000)]
    [InlineData(4099)]
    [InlineData(32_800)]
    public void Locate_OverShards_ReachesTheSameCaseBitForBit(int cases)
    {
        foreach (var beta in new[] { 0, 0.5, 10, 1e4 })
        {
            var random = new Random(cases);
            CaseRecord[] records = [.. Enumerable.Range(0, cases).Select(_ => RandomRecord(random))];
            records[random.Next(cases)] = new CaseRecord(1, 0, 1, CaseStatus.Seen);
            var history = new CaseHistory(records);
            var index = new HardnessIndex(history, beta);
            foreach (var count in new[] { 1, 3, 8 })
            {
                var shards = new Shards(records, count, beta);
                Assert.Equal(index.Mass, shards.Mass);
                foreach (var point in Points(history, index, random))
                {
                    Assert.Equal(Locate(index, point), shards.Locate(point));
                }
            }
        }
    }

    [Property]
    public void Locate_AnyPoint_ReachesACaseOfItsKind(int seed, Beta beta)
    {
        var random = new Random(seed);
        var history = new CaseHistory([.. Enumerable.Range(0, 1 + random.Next(600)).Select(_ => RandomRecord(random))]);
        var index = new HardnessIndex(history, beta.Value);
        foreach (var point in Points(history, index, random))
        {
            var record = history[Locate(index, point)];
            Assert.True(record.CanBeDrawn, $"{point} led to {record}");
            Assert.True(point.Kind == DrawKind.Eligible || double.IsNaN(record.Loss) == (point.Kind == DrawKind.Unseen), $"{point} led to {record}");
        }
    }

    [Property]
    public void Refresh_AnyChanges_GivesTheBitsOfAnIndexMadeAnew(int seed, Beta beta)
    {
        var random = new Random(seed);
        var history = new CaseHistory([.. Enumerable.Range(0, 1 + random.Next(600)).Select(_ => RandomRecord(random))]);
        var index = new HardnessIndex(history, beta.Value, 64);
        for (var round = 0; round < 20; round++)
        {
            int[] changed = [.. Enumerable.Range(0, random.Next(40)).Select(_ => random.Next(history.Count))];
            foreach (var caseIndex in changed)
            {
                // Mostly losses alone, as then the counts are left as they are.
                history[caseIndex] = round % 3 == 0 ? RandomRecord(random) : history[caseIndex] with { LastStep = round };
                history.Credit(round + 1, [caseIndex], [random.NextDouble()], 0);
            }

            index.Refresh(changed);
            var anew = new HardnessIndex(new CaseHistory(history.ToArray()), beta.Value, 64);
            Assert.Equal(anew.Mass, index.Mass);
            Assert.Equal(Enumerable.Range(0, anew.Blocks).Select(anew.MassOf), Enumerable.Range(0, index.Blocks).Select(index.MassOf));
        }
    }

    [Property]
    public void Locate_BordersBetweenCases_LieWhereTheExactProbabilitiesPutThem(LossVector losses, Beta beta)
    {
        var index = new HardnessIndex(CaseHistory.OfLosses(losses.Values, 0), beta.Value);
        var q = Precise.Softmax(losses.Values, beta.Value);
        var expected = 0.0;
        for (var i = 0; i < q.Length - 1; i++)
        {
            // The first offset beyond case i, by bisection.
            expected += q[i];
            var (low, high) = (0.0, 1.0);
            while ((low + high) / 2 is var middle && middle > low && middle < high)
            {
                (low, high) = Locate(index, new DrawPoint(DrawKind.Seen, middle * index.Mass.ScaledSum)) <= i ? (middle, high) : (low, middle);
            }

            Assert.Equal(expected, low, 2e-15);
        }
    }

    [Fact]
    public void Beta_Changed_RebuildsTheIndex()
    {
        double[] losses = [.. Enumerable.Range(0, 1000).Select(i => i / 250.0)];
        var index = new HardnessIndex(CaseHistory.OfLosses(losses, 0), 1) { Beta = 7 };
        Assert.Equal(new HardnessIndex(CaseHistory.OfLosses(losses, 0), 7).Mass, index.Mass);
        Assert.Throws<ArgumentOutOfRangeException>(() => index.Beta = double.NaN);
        Assert.Throws<ArgumentOutOfRangeException>(() => index.Beta = -1);
        Assert.Equal(7, index.Beta);
    }

    [Fact]
    public void Refresh_GrownHistory_TakesInTheNewCases()
    {
        foreach (var count in new[] { 1, 7, 8, 500 })
        {
            var history = new CaseHistory([new CaseRecord(2, 0, 1, CaseStatus.Seen)]);
            var index = new HardnessIndex(history, 1, 8);
            history.Grow(count);
            Assert.Equal((1, 0), (index.Blocks, index.Mass.UnseenCases));
            Assert.Throws<ArgumentOutOfRangeException>(() => index.Refresh([1]));
            index.Refresh();
            Assert.Equal((count / 8 + 1, count), (index.Blocks, index.Mass.UnseenCases));
            history.Credit(1, [count], [3], 0);
            index.Refresh([count]);
            Assert.Equal((2, count - 1), (index.Mass.SeenCases, index.Mass.UnseenCases));
        }
    }

    [Fact]
    public void Refresh_CaseOutsideTheIndex_ThrowsAndChangesNothing()
    {
        var history = CaseHistory.OfLosses([1, 2, 3], 0);
        var index = new HardnessIndex(history, 1);
        var before = index.Mass;
        history[0] = CaseRecord.Unseen;
        Assert.Throws<ArgumentOutOfRangeException>(() => index.Refresh([0, 3]));
        Assert.Throws<ArgumentOutOfRangeException>(() => index.Refresh([0, -1]));
        Assert.Equal(before, index.Mass);
        index.Refresh([0]);
        Assert.Equal((2, 1), (index.Mass.SeenCases, index.Mass.UnseenCases));
    }

    [Fact]
    public void Locate_WrongArguments_Throws()
    {
        var index = new HardnessIndex(CaseHistory.OfLosses([1, 2, 3], 0), 1, 8);
        var point = new DrawPoint(DrawKind.Seen, 0);
        Assert.Throws<ArgumentOutOfRangeException>(() => index.Locate([point], [1], new int[1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => index.Locate([point], [-1], new int[1]));
        Assert.Throws<ArgumentException>(() => index.Locate([point], [0, 0], new int[1]));
        Assert.Throws<ArgumentException>(() => index.Locate([point], new int[2]));
        Assert.Throws<InvalidOperationException>(() => index.Locate([new DrawPoint(DrawKind.Unseen, 0)], new int[1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => index.MassOf(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => index.MassOf(-1));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(16)]
    [InlineData(-8)]
    public void Constructor_BlockOfAnotherSize_Throws(int size)
        => Assert.Throws<ArgumentOutOfRangeException>(() => new HardnessIndex(CaseHistory.OfLosses([1], 0), 1, size));

    [Fact]
    public void Constructor_NoCases_Throws() => Assert.Throws<ArgumentOutOfRangeException>(() => new HardnessIndex(new CaseHistory(0), 1));

    private static int Locate(HardnessIndex index, DrawPoint point)
    {
        Span<int> found = [0];
        index.Locate([point], found);
        return found[0];
    }

    private static IEnumerable<DrawPoint> Points(CaseHistory history, HardnessIndex index, Random random)
        => DrawPoints.Of(index.Mass, history.ToArray().Select(record => HardnessMass.Of(record, index.Beta)), index.Beta, random);

    private static CaseRecord RandomRecord(Random random) => random.Next(7) switch
    {
        0 => CaseRecord.Unseen,
        1 => CaseRecord.Unseen.Quarantine(),
        2 => new CaseRecord(1e9, 0, 1, CaseStatus.Quarantined),
        3 => new CaseRecord(1e9, 0, 1, CaseStatus.Removed),
        4 => new CaseRecord(random.Next(4), 0, 1, CaseStatus.Seen),
        5 => new CaseRecord(3 * random.NextDouble(), 0, 1, CaseStatus.Seen),
        _ => new CaseRecord((random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-12, 3)), 0, 1, CaseStatus.Seen),
    };
}
