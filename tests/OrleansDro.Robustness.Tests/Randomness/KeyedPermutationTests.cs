using OrleansDro.Robustness.Randomness;

namespace OrleansDro.Robustness.Tests.Randomness;

public sealed class KeyedPermutationTests
{
    [Fact]
    public void Indexer_AnyCount_IsAPermutation()
    {
        foreach (var count in Enumerable.Range(1, 130).Concat([255, 256, 257, 1000, 4096, 10_007]))
        {
            Assert.Equal(Enumerable.Range(0, count), Read(count, seed: count, epoch: 3).Order());
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Indexer_ManyEpochs_GivesEveryOrderEquallyOften(int count)
    {
        var orders = Enumerable.Range(1, count).Aggregate((product, factor) => product * factor);
        var epochs = 100 * orders;
        var counts = Enumerable.Range(0, epochs)
            .CountBy(epoch => string.Join(' ', Read(count, seed: 5, epoch)))
            .Select(pair => pair.Value)
            .ToArray();
        Assert.Equal(orders, counts.Length);
        ChiSquare.AssertFits(counts, [.. Enumerable.Repeat(1.0 / orders, orders)]);
    }

    [Theory]
    [InlineData(7)]
    [InlineData(16)]
    [InlineData(30)]
    public void Indexer_ManyEpochs_PutsEveryCaseEverywhereEquallyOften(int count)
    {
        const int Epochs = 5_000;
        var places = new int[count * count];
        var neighbors = new int[count * count];
        for (var epoch = 0; epoch < Epochs; epoch++)
        {
            var cases = Read(count, seed: 6, epoch);
            for (var position = 0; position < count; position++)
            {
                places[position * count + cases[position]]++;
            }

            neighbors[cases[0] * count + cases[1]]++;
        }

        ChiSquare.AssertFits(places, [.. Enumerable.Repeat(1.0 / places.Length, places.Length)]);
        ChiSquare.AssertFits(
            neighbors,
            [.. Enumerable.Range(0, neighbors.Length).Select(pair => pair / count == pair % count ? 0 : 1.0 / (count * (count - 1)))]);
    }

    [Fact]
    public void Indexer_SeedPurposeOrEpochChanged_IsAnotherPermutation()
    {
        int[] First(long seed, RandomPurpose purpose, long epoch)
        {
            var permutation = new KeyedPermutation(1000, seed, purpose, epoch);
            return [.. Enumerable.Range(0, 20).Select(position => permutation[position])];
        }

        var reference = First(1, RandomPurpose.Shuffle, 0);
        Assert.Equal(reference, First(1, RandomPurpose.Shuffle, 0));
        Assert.NotEqual(reference, First(2, RandomPurpose.Shuffle, 0));
        Assert.NotEqual(reference, First(1, RandomPurpose.Split, 0));
        Assert.NotEqual(reference, First(1, RandomPurpose.Shuffle, 1));
    }

    [Fact]
    public void Indexer_LargestCount_StaysInRangeWithoutCollision()
    {
        var permutation = new KeyedPermutation(int.MaxValue, 1, RandomPurpose.Shuffle, 0);
        Assert.Equal(int.MaxValue, permutation.Count);
        int[] positions = [0, 1, 2, 46_340, 46_341, int.MaxValue / 2, int.MaxValue - 2, int.MaxValue - 1];
        var cases = positions.Select(position => permutation[position]).ToArray();
        Assert.All(cases, value => Assert.InRange(value, 0, int.MaxValue - 1));
        Assert.Equal(cases.Length, cases.Distinct().Count());
    }

    [Fact]
    public void Indexer_OutsideTheCount_Throws()
    {
        var permutation = new KeyedPermutation(3, 1, RandomPurpose.Shuffle, 0);
        Assert.Throws<ArgumentOutOfRangeException>(() => permutation[-1]);
        Assert.Throws<ArgumentOutOfRangeException>(() => permutation[3]);
        Assert.Throws<ArgumentOutOfRangeException>(() => new KeyedPermutation(0, 1, RandomPurpose.Shuffle, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new KeyedPermutation(1, 1, RandomPurpose.Shuffle, -1));
    }

    private static int[] Read(int count, long seed, long epoch)
    {
        var permutation = new KeyedPermutation(count, seed, RandomPurpose.Shuffle, epoch);
        return [.. Enumerable.Range(0, count).Select(position => permutation[position])];
    }
}
