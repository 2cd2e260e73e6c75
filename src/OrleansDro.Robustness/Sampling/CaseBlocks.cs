using System.Numerics;

namespace OrleansDro.Robustness.Sampling;

/// <summary>
/// How cases are divided into blocks, and blocks among shards: block b has the cases from b * <see cref="Size"/> on, and each shard has consecutive blocks.
/// Draws do not depend on either.
/// </summary>
/// <param name="Cases">How many cases there were at the start. Cases that are added later fill the last block, and further blocks after it, of the last shard.</param>
/// <param name="Shards">How many shards, 1 to the number of blocks.</param>
public readonly record struct CaseBlocks(int Cases, int Shards)
{
    /// <summary>The largest size of a block.</summary>
    public const int LargestSize = 1 << 30;

    // The tree above the blocks stays small enough for a processor's cache.
    private const int MostBlocks = 4096;

    /// <summary>Cases of a block: 8, 64, 512, ...; the smallest that makes at most 4096 blocks.</summary>
    public int Size { get; } = SizeFor(Cases);

    /// <summary>How many blocks there were at the start.</summary>
    public int Count => (Cases - 1) / Size + 1;

    /// <summary>Divides cases among the requested number of shards, or among as many as there are blocks.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no case or no shard.</exception>
    public static CaseBlocks Cut(int cases, int shards)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(cases);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(shards);
        return new CaseBlocks(cases, Math.Min(shards, new CaseBlocks(cases, 1).Count));
    }

    /// <summary>The block of a case.</summary>
    public int BlockOf(int caseIndex) => caseIndex / Size;

    /// <summary>The shard of a block.</summary>
    public int ShardOf(int block) => block >= Count ? Shards - 1 : (int)(((long)block * Shards + Shards - 1) / Count);

    /// <summary>The first block of a shard; for the number of shards, the end of the last.</summary>
    public int FirstBlockOf(int shard) => (int)((long)shard * Count / Shards);

    private static int SizeFor(int cases)
    {
        var size = Siblings.Count;
        while ((cases - 1) / size >= MostBlocks)
        {
            size *= Siblings.Count;
        }

        return size;
    }

    internal static void CheckSize(int blockSize)
    {
        if (blockSize < Siblings.Count || !BitOperations.IsPow2(blockSize) || BitOperations.Log2((uint)blockSize) % 3 != 0)
        {
            throw new ArgumentOutOfRangeException(nameof(blockSize), blockSize, "A block must have 8, 64, 512, ... cases.");
        }
    }
}
