using FsCheck.Xunit;
using OrleansDro.Robustness.Sampling;

namespace OrleansDro.Robustness.Tests.Sampling;

public sealed class CaseBlocksTests
{
    [Theory]
    [InlineData(1, 8, 1)]
    [InlineData(8, 8, 1)]
    [InlineData(9, 8, 2)]
    [InlineData(32_768, 8, 4096)]
    [InlineData(32_769, 64, 513)]
    [InlineData(1 << 29, 262_144, 2048)]
    public void Size_AnyCount_CutsAtMost4096Blocks(int cases, int size, int count)
    {
        var blocks = CaseBlocks.Cut(cases, 1);
        Assert.Equal((size, count), (blocks.Size, blocks.Count));
    }

    [Property]
    public void ShardOf_AnyBlock_HasItInItsRun(int seed)
    {
        var random = new Random(seed);
        var blocks = CaseBlocks.Cut(1 + random.Next(1 << random.Next(1, 29)), 1 + random.Next(1 << random.Next(14)));
        Assert.Equal((0, blocks.Count), (blocks.FirstBlockOf(0), blocks.FirstBlockOf(blocks.Shards)));
        for (var shard = 0; shard < blocks.Shards; shard++)
        {
            var (first, end) = (blocks.FirstBlockOf(shard), blocks.FirstBlockOf(shard + 1));
            Assert.InRange(end - first, blocks.Count / blocks.Shards, (blocks.Count - 1) / blocks.Shards + 1);
            Assert.Equal((shard, shard), (blocks.ShardOf(first), blocks.ShardOf(end - 1)));
        }

        Assert.Equal(blocks.Count - 1, blocks.BlockOf(blocks.Cases - 1));
        Assert.Equal(blocks.Shards - 1, blocks.ShardOf(blocks.Count));
    }

    [Fact]
    public void Cut_MoreShardsThanBlocks_GivesEachBlockItsShard() => Assert.Equal(3, CaseBlocks.Cut(17, 100).Shards);

    [Fact]
    public void Cut_NoCaseOrNoShard_Throws()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => CaseBlocks.Cut(0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => CaseBlocks.Cut(1, 0));
    }
}
