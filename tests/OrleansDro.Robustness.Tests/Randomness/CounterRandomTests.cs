using OrleansDro.Robustness.Randomness;

namespace OrleansDro.Robustness.Tests.Randomness;

public sealed class CounterRandomTests
{
    [Fact]
    public void Block_Random123KnownAnswers_Match()
    {
        Assert.Equal((0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u), CounterRandom.Block((0, 0, 0, 0), (0, 0)));
        const uint Ones = 0xffffffff;
        Assert.Equal((0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu), CounterRandom.Block((Ones, Ones, Ones, Ones), (Ones, Ones)));
        Assert.Equal(
            (0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u),
            CounterRandom.Block((0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344), (0xa4093822, 0x299f31d0)));
    }

    [Fact]
    public void NextUInt32_SeveralBlocks_AreTheWordsOfTheDocumentedCounters()
    {
        var random = new CounterRandom(0x299f31d0_a4093822, RandomPurpose.Draw, 0x00000007_00000005, 3);
        for (var block = 0u; block < 3; block++)
        {
            var expected = CounterRandom.Block((((uint)RandomPurpose.Draw << 24) | block, 3, 5, 7), (0xa4093822, 0x299f31d0));
            Assert.Equal(expected, (random.NextUInt32(), random.NextUInt32(), random.NextUInt32(), random.NextUInt32()));
        }
    }

    [Fact]
    public void NextUInt64_AnyKeyPartChanged_IsAnotherStream()
    {
        ulong[] first =
        [
            new CounterRandom(1, RandomPurpose.Draw, 1, 1).NextUInt64(),
            new CounterRandom(2, RandomPurpose.Draw, 1, 1).NextUInt64(),
            new CounterRandom(1, RandomPurpose.Shuffle, 1, 1).NextUInt64(),
            new CounterRandom(1, RandomPurpose.Draw, 2, 1).NextUInt64(),
            new CounterRandom(1, RandomPurpose.Draw, 1L << 40, 1).NextUInt64(),
            new CounterRandom(1, RandomPurpose.Draw, 1, 2).NextUInt64(),
            new CounterRandom(1L << 40, RandomPurpose.Draw, 1, 1).NextUInt64(),
        ];
        Assert.Equal(first.Length, first.Distinct().Count());
        Assert.Equal(first[0], new CounterRandom(1, RandomPurpose.Draw, 1, 1).NextUInt64());
    }

    [Fact]
    public void NextDouble_ManySlots_IsUniform()
    {
        var counts = new int[100];
        for (var slot = 0; slot < 100_000; slot++)
        {
            var value = new CounterRandom(11, RandomPurpose.Draw, 4, slot).NextDouble();
            Assert.InRange(value, 0, 1 - 1e-17);
            counts[(int)(value * counts.Length)]++;
        }

        ChiSquare.AssertFits(counts, [.. Enumerable.Repeat(0.01, 100)]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(60)]
    public void NextInt32_ManyDraws_IsUniform(int exclusiveMaximum)
    {
        var random = new CounterRandom(12, RandomPurpose.Draw, 0, 0);
        var counts = new int[exclusiveMaximum];
        for (var i = 0; i < 60_000; i++)
        {
            counts[random.NextInt32(exclusiveMaximum)]++;
        }

        ChiSquare.AssertFits(counts, [.. Enumerable.Repeat(1.0 / exclusiveMaximum, exclusiveMaximum)]);
    }

    [Fact]
    public void NextInt32_RangeThatDoesNotDivide_HasNoBias()
    {
        // 3 * 2^29 numbers: without the rejection of the remainder, every third number would come up twice as often.
        var random = new CounterRandom(13, RandomPurpose.Draw, 0, 0);
        var counts = new int[3];
        for (var i = 0; i < 60_000; i++)
        {
            counts[random.NextInt32(3 << 29) % 3]++;
        }

        ChiSquare.AssertFits(counts, [1 / 3.0, 1 / 3.0, 1 / 3.0]);
    }

    [Fact]
    public void NextGaussian_ManyDraws_HasTheMomentsOfTheStandardNormal()
    {
        const int Count = 100_000;
        var random = new CounterRandom(14, RandomPurpose.InitialLoss, 0, 0);
        var (first, second, fourth) = (0.0, 0.0, 0.0);
        for (var i = 0; i < Count; i++)
        {
            var value = random.NextGaussian();
            first += value / Count;
            second += value * value / Count;
            fourth += value * value * value * value / Count;
        }

        Assert.Equal(0, first, 4 / Math.Sqrt(Count));
        Assert.Equal(1, second, 4 * Math.Sqrt(2.0 / Count));
        Assert.Equal(3, fourth, 4 * Math.Sqrt(96.0 / Count));
    }

    [Fact]
    public void Constructor_NegativeStepOrSlot_Throws()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new CounterRandom(0, RandomPurpose.Draw, -1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CounterRandom(0, RandomPurpose.Draw, 0, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CounterRandom(0, RandomPurpose.Draw, 0, 0).NextInt32(0));
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(-1, 5, 8)]
    [InlineData(long.MinValue, long.MaxValue, int.MaxValue - 7)]
    [InlineData(20260729, 1L << 40, 1 << 30)]
    public void FirstDoubles_OneOrEightSlots_AreThoseOfTheStream(long seed, long step, int firstSlot)
    {
        var (first, second) = CounterRandom.FirstDoublesOfEight(seed, RandomPurpose.Draw, step, firstSlot);
        for (var i = 0; i < 8; i++)
        {
            var stream = new CounterRandom(seed, RandomPurpose.Draw, step, firstSlot + i);
            var expected = (stream.NextDouble(), stream.NextDouble());
            Assert.Equal(expected, (first[i], second[i]));
            Assert.Equal(expected, CounterRandom.FirstDoubles(seed, RandomPurpose.Draw, step, firstSlot + i));
        }
    }
}
