using FsCheck.Xunit;
using OrleansDro.Robustness.Sampling;

namespace OrleansDro.Robustness.Tests.Sampling;

[Properties(Arbitrary = [typeof(Generators)])]
public sealed class HardnessTreeTests
{
    [Property]
    public void Indexer_AnyUpdates_GivesTheBitsOfATreeLoadedAnew(int seed, Beta beta)
    {
        var random = new Random(seed);
        var masses = RandomMasses(random, 1 + random.Next(600), beta.Value);
        var updated = new HardnessTree(masses.Length, beta.Value);
        updated.Load(masses);
        for (var i = 0; i < 50; i++)
        {
            var leaf = random.Next(masses.Length);
            masses[leaf] = RandomMass(random, beta.Value);
            updated[leaf] = masses[leaf];
            Assert.Equal(masses[leaf], updated[leaf]);
        }

        var loaded = new HardnessTree(masses.Length, beta.Value);
        loaded.Load(masses);
        Assert.Equal(loaded.Root, updated.Root);
        foreach (var point in Points(updated, random))
        {
            Assert.Equal(loaded.Locate(point), updated.Locate(point));
        }
    }

    [Property]
    public void Root_AnyLeaves_HasTheirLogSumExp(LossVector losses, Beta beta)
    {
        var tree = TreeOf([.. losses.Values.Select(loss => HardnessMass.OfSeen(loss, beta.Value))], beta.Value);
        var expected = Exact.LogSumExp(losses.Values, beta.Value);
        Assert.Equal(expected, tree.Root.LogMass(beta.Value, 0), 1e-12 * (1 + Math.Abs(expected)));
    }

    [Property]
    public void Locate_AnyPoint_ReachesALeafThatCanBeDrawn(int seed, Beta beta)
    {
        var random = new Random(seed);
        var masses = RandomMasses(random, 1 + random.Next(600), beta.Value);
        var tree = TreeOf(masses, beta.Value);
        foreach (var point in Points(tree, random))
        {
            var (leaf, rest) = tree.Locate(point);
            Assert.InRange(leaf, 0, masses.Length - 1);
            Assert.Equal(point.Kind, rest.Kind);
            Assert.True(masses[leaf].EligibleCases == 1, $"{point} led to an empty leaf.");
            Assert.True(point.Kind != DrawKind.Seen || masses[leaf].SeenCases == 1, $"{point} led to an unseen case.");
            Assert.True(point.Kind != DrawKind.Unseen || masses[leaf].UnseenCases == 1, $"{point} led to a seen case.");
            Assert.InRange(rest.Offset, 0, Math.BitDecrement(rest.LengthOn(masses[leaf])));
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
        var (hard, easy) = (HardnessMass.OfSeen(5, 1000), HardnessMass.OfSeen(-5, 1000));
        var tree = TreeOf([hard, HardnessMass.Empty, HardnessMass.Empty, hard, HardnessMass.Empty, easy], 1000);
        Assert.Equal(expected, tree.Locate(new DrawPoint(DrawKind.Seen, offset * hard.ScaledSum)).Leaf);
    }

    [Fact]
    public void Locate_CountedKinds_EnumerateTheirCasesInOrder()
    {
        var masses = new[] { HardnessMass.Empty, HardnessMass.OfUnseen, HardnessMass.OfSeen(3, 7), HardnessMass.Empty, HardnessMass.OfUnseen };
        var tree = TreeOf(masses, 7);
        Assert.Equal([1, 4], Enumerable.Range(0, 2).Select(i => tree.Locate(new DrawPoint(DrawKind.Unseen, i)).Leaf));
        Assert.Equal([1, 2, 4], Enumerable.Range(0, 3).Select(i => tree.Locate(new DrawPoint(DrawKind.Eligible, i)).Leaf));
    }

    [Property]
    public void Locate_SeenPoints_CoverEachCaseByItsProbability(LossVector losses, Beta beta)
    {
        const int Points = 20_000;
        var tree = TreeOf([.. losses.Values.Select(loss => HardnessMass.OfSeen(loss, beta.Value))], beta.Value);
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
    [InlineData(64, 8)]
    [InlineData(61, 8)]
    [InlineData(57, 8)]
    [InlineData(1000, 512)]
    [InlineData(1000, 64)]
    [InlineData(1000, 8)]
    [InlineData(1000, 1)]
    public void Locate_TreeAboveTrees_ReachesTheSameLeafBitForBit(int leaves, int leavesBelow)
    {
        foreach (var beta in new[] { 0, 0.5, 10, 1e4 })
        {
            var random = new Random(leaves + leavesBelow);
            var masses = RandomMasses(random, leaves, beta);
            var whole = TreeOf(masses, beta);
            var below = masses.Chunk(leavesBelow).Select(part => TreeOf(part, beta)).ToArray();
            var above = TreeOf([.. below.Select(tree => tree.Root)], beta);
            Assert.Equal(whole.Root, above.Root);
            foreach (var point in Points(whole, random))
            {
                var (part, onPart) = above.Locate(point);
                var (leaf, onLeaf) = below[part].Locate(onPart);
                Assert.Equal(whole.Locate(point), (part * leavesBelow + leaf, onLeaf));
            }
        }
    }

    [Fact]
    public void Locate_NoCaseOfTheKind_Throws()
    {
        var tree = TreeOf([HardnessMass.OfSeen(1, 1), HardnessMass.Empty], 1);
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
    }

    [Fact]
    public void Load_OtherCount_SetsTheLeaves()
    {
        var tree = TreeOf([HardnessMass.OfUnseen, HardnessMass.OfUnseen], 1);
        tree.Load([.. Enumerable.Repeat(HardnessMass.OfUnseen, 20)]);
        Assert.Equal((20, 20), (tree.Leaves, tree.Root.UnseenCases));
        tree.Load([HardnessMass.OfSeen(4, 1)]);
        Assert.Equal((1, HardnessMass.OfSeen(4, 1)), (tree.Leaves, tree.Root));
        Assert.ThrowsAny<ArgumentException>(() => tree.Load([]));
        Assert.Equal((1, HardnessMass.OfSeen(4, 1)), (tree.Leaves, tree.Root));
    }

    [Fact]
    public void Locate_WeightsThatPrefixSumsRoundAway_NeverReachesALeafWithoutWeight()
    {
        // Next to 1 the small weights vanish in the sums up to a border, in ever other ways as they change places.
        var random = new Random(5);
        double[] exponents = [0, -1, -52, -53, -54, -55, -100, -700, -1021];
        for (var round = 0; round < 3000; round++)
        {
            var masses = new HardnessMass[2 + random.Next(30)];
            foreach (ref var mass in masses.AsSpan())
            {
                // At beta = ln 2 a loss is the exponent of its weight; one of -1e9 leaves no weight next to the others.
                mass = random.Next(3) == 0 ? HardnessMass.Empty : HardnessMass.OfSeen(random.Next(4) == 0 ? -1e9 : exponents[random.Next(exponents.Length)], Math.Log(2));
            }

            masses[random.Next(masses.Length)] = HardnessMass.OfSeen(0, Math.Log(2));
            var tree = TreeOf(masses, Math.Log(2));
            foreach (var point in Points(tree, random).Where(point => point.Kind == DrawKind.Seen))
            {
                var (leaf, rest) = tree.Locate(point);
                Assert.True(masses[leaf].SeenCases == 1 && masses[leaf].MaximumLoss > -1e9, $"{point} led to leaf {leaf} of {string.Join(" ", masses)}");
                Assert.InRange(rest.Offset, 0, Math.BitDecrement(masses[leaf].ScaledSum));
            }
        }
    }

    private static HardnessTree TreeOf(HardnessMass[] masses, double beta)
    {
        var tree = new HardnessTree(masses.Length, beta);
        tree.Load(masses);
        return tree;
    }

    private static HardnessMass[] RandomMasses(Random random, int count, double beta) => [.. Enumerable.Range(0, count).Select(_ => RandomMass(random, beta))];

    private static HardnessMass RandomMass(Random random, double beta) => random.Next(5) switch
    {
        0 => HardnessMass.Empty,
        1 => HardnessMass.OfUnseen,
        2 => HardnessMass.OfSeen(random.Next(4), beta),
        3 => HardnessMass.OfSeen(3 * random.NextDouble(), beta),
        _ => HardnessMass.OfSeen((random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-12, 12)), beta),
    };

    private static IEnumerable<DrawPoint> Points(HardnessTree tree, Random random)
        => DrawPoints.Of(tree.Root, Enumerable.Range(0, tree.Leaves).Select(leaf => tree[leaf]), tree.Beta, random);
}
