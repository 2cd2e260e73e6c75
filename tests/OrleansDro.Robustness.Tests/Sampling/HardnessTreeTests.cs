using FsCheck.Xunit;
using OrleansDro.Robustness.Sampling;

namespace OrleansDro.Robustness.Tests.Sampling;

[Properties(Arbitrary = [typeof(Generators)])]
public sealed class HardnessTreeTests
{
    private static readonly DrawKind[] Kinds = Enum.GetValues<DrawKind>();

    [Property]
    public void Indexer_AnyUpdates_GivesTheBitsOfATreeLoadedAnew(int seed, Beta beta)
    {
        var random = new Random(seed);
        var masses = RandomMasses(random, 1 + random.Next(70));
        var updated = new HardnessTree(masses.Length, beta.Value);
        updated.Load(masses);
        for (var i = 0; i < 50; i++)
        {
            var leaf = random.Next(masses.Length);
            masses[leaf] = RandomMass(random);
            updated[leaf] = masses[leaf];
            Assert.Equal(masses[leaf], updated[leaf]);
        }

        var loaded = new HardnessTree(masses.Length, beta.Value);
        loaded.Load(masses);
        Assert.Equal(loaded.Root, updated.Root);
        foreach (var point in Points(updated.Root, random))
        {
            Assert.Equal(loaded.Locate(point), updated.Locate(point));
        }
    }

    [Property]
    public void Root_AnyLeaves_HasTheirLogSumExp(LossVector losses, Beta beta)
    {
        var tree = TreeOf([.. losses.Values.Select(HardnessMass.OfSeen)], beta.Value);
        var expected = Exact.LogSumExp(losses.Values, beta.Value);
        Assert.Equal(expected, tree.Root.LogMass(beta.Value, 0), 1e-12 * (1 + Math.Abs(expected)));
    }

    [Property]
    public void Locate_AnyPoint_ReachesALeafThatCanBeDrawn(int seed, Beta beta)
    {
        var random = new Random(seed);
        var masses = RandomMasses(random, 1 + random.Next(70));
        var tree = TreeOf(masses, beta.Value);
        foreach (var point in Points(tree.Root, random))
        {
            var (leaf, rest) = tree.Locate(point);
            Assert.InRange(leaf, 0, masses.Length - 1);
            Assert.Equal(point.Kind, rest.Kind);
            Assert.True(masses[leaf].EligibleCases == 1, $"{point} led to an empty leaf.");
            Assert.True(point.Kind != DrawKind.Seen || masses[leaf].SeenCases == 1, $"{point} led to an unseen case.");
            Assert.True(point.Kind != DrawKind.Unseen || masses[leaf].UnseenCases == 1, $"{point} led to a seen case.");
            Assert.InRange(rest.Offset, 0, 1 - 1e-17);
        }
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.5, 0)]
    [InlineData(0.9999999999999999, 0)]
    [InlineData(1, 3)]
    [InlineData(1.9999999999999998, 3)]
    [InlineData(2, 3)]
    [InlineData(1e300, 3)]
    public void Locate_PointsOnBordersAndBeyondTheEnd_NeverReachEmptyLeaves(double offset, int expected)
    {
        // Two seen cases of equal loss among empty leaves, and a case too easy to have a mass.
        var masses = new[] { HardnessMass.OfSeen(5), HardnessMass.Empty, HardnessMass.Empty, HardnessMass.OfSeen(5), HardnessMass.Empty, HardnessMass.OfSeen(-5) };
        var tree = TreeOf(masses, 1000);
        Assert.Equal(expected, tree.Locate(new DrawPoint(DrawKind.Seen, offset)).Leaf);
    }

    [Fact]
    public void Locate_CountedKinds_EnumerateTheirCasesInOrder()
    {
        var masses = new[] { HardnessMass.Empty, HardnessMass.OfUnseen, HardnessMass.OfSeen(3), HardnessMass.Empty, HardnessMass.OfUnseen };
        var tree = TreeOf(masses, 7);
        Assert.Equal([1, 4], Enumerable.Range(0, 2).Select(i => tree.Locate(new DrawPoint(DrawKind.Unseen, i)).Leaf));
        Assert.Equal([1, 2, 4], Enumerable.Range(0, 3).Select(i => tree.Locate(new DrawPoint(DrawKind.Eligible, i)).Leaf));
    }

    [Property]
    public void Locate_SeenPoints_CoverEachCaseByItsProbability(LossVector losses, Beta beta)
    {
        const int Points = 20_000;
        var tree = TreeOf([.. losses.Values.Select(HardnessMass.OfSeen)], beta.Value);
        var counts = new int[losses.Values.Length];
        for (var i = 0; i < Points; i++)
        {
            counts[tree.Locate(new DrawPoint(DrawKind.Seen, tree.Root.ScaledSum * (i + 0.5) / Points)).Leaf]++;
        }

        // Evenly spaced points hit an interval as often as its length says, give or take one.
        Assert.All(counts.Zip(Exact.Softmax(losses.Values, beta.Value)), pair => Assert.Equal(pair.Second, (double)pair.First / Points, 1.001 / Points));
    }

    [Theory]
    [InlineData(64, 64)]
    [InlineData(64, 32)]
    [InlineData(64, 8)]
    [InlineData(61, 8)]
    [InlineData(57, 8)]
    [InlineData(1000, 512)]
    [InlineData(1000, 128)]
    [InlineData(1000, 1)]
    public void Locate_TreeAboveShards_ReachesTheSameCaseBitForBit(int cases, int shardCases)
    {
        foreach (var beta in new[] { 0, 0.5, 10, 1e4 })
        {
            var random = new Random(cases + shardCases);
            var masses = RandomMasses(random, cases);
            var whole = TreeOf(masses, beta);
            var shards = masses.Chunk(shardCases).Select(shard => TreeOf(shard, beta)).ToArray();
            var above = TreeOf([.. shards.Select(shard => shard.Root)], beta);
            Assert.Equal(whole.Root, above.Root);
            foreach (var point in Points(whole.Root, random))
            {
                var (shard, onShard) = above.Locate(point);
                var (leaf, onLeaf) = shards[shard].Locate(onShard);
                Assert.Equal(whole.Locate(point), (shard * shardCases + leaf, onLeaf));
            }
        }
    }

    [Fact]
    public void Locate_NoCaseOfTheKind_Throws()
    {
        var tree = TreeOf([HardnessMass.OfSeen(1), HardnessMass.Empty], 1);
        Assert.Throws<InvalidOperationException>(() => tree.Locate(new DrawPoint(DrawKind.Unseen, 0)));
        tree[0] = HardnessMass.Empty;
        Assert.Throws<InvalidOperationException>(() => tree.Locate(new DrawPoint(DrawKind.Seen, 0)));
        Assert.Throws<InvalidOperationException>(() => tree.Locate(new DrawPoint(DrawKind.Eligible, 0)));
    }

    [Fact]
    public void Constructor_ArgumentOutsideItsRange_Throws()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new HardnessTree(0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new HardnessTree((1 << 29) + 1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new HardnessTree(1, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new HardnessTree(1, double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => new HardnessTree(1, double.PositiveInfinity));
    }

    [Fact]
    public void Indexer_LeafOutsideTheTree_ThrowsEvenInThePadding()
    {
        var tree = new HardnessTree(3, 1);
        Assert.Throws<ArgumentOutOfRangeException>(() => tree[3]);
        Assert.Throws<ArgumentOutOfRangeException>(() => tree[3] = HardnessMass.OfUnseen);
        Assert.Throws<ArgumentOutOfRangeException>(() => tree[-1]);
        Assert.Throws<ArgumentException>(() => tree.Load([HardnessMass.OfUnseen]));
    }

    private static HardnessTree TreeOf(HardnessMass[] masses, double beta)
    {
        var tree = new HardnessTree(masses.Length, beta);
        tree.Load(masses);
        return tree;
    }

    private static HardnessMass[] RandomMasses(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => RandomMass(random))];

    private static HardnessMass RandomMass(Random random) => random.Next(5) switch
    {
        0 => HardnessMass.Empty,
        1 => HardnessMass.OfUnseen,
        2 => HardnessMass.OfSeen(random.Next(4)),
        3 => HardnessMass.OfSeen(3 * random.NextDouble()),
        _ => HardnessMass.OfSeen((random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-12, 12))),
    };

    /// <summary>Points of every kind that the root has cases of: both ends, those near borders between leaves, and random ones.</summary>
    private static IEnumerable<DrawPoint> Points(HardnessMass root, Random random)
    {
        foreach (var kind in Kinds)
        {
            var length = kind switch { DrawKind.Seen => root.ScaledSum, DrawKind.Unseen => root.UnseenCases, _ => root.EligibleCases };
            if (length == 0)
            {
                continue;
            }

            if (kind == DrawKind.Seen)
            {
                yield return new DrawPoint(kind, Math.BitDecrement(length));
                for (var border = 1; border < length; border++)
                {
                    yield return new DrawPoint(kind, Math.BitDecrement(border));
                    yield return new DrawPoint(kind, border);
                }
            }

            yield return new DrawPoint(kind, 0);
            for (var i = 0; i < 40; i++)
            {
                var offset = random.NextDouble() * length;
                yield return new DrawPoint(kind, kind == DrawKind.Seen ? offset : Math.Floor(offset));
            }
        }
    }
}
