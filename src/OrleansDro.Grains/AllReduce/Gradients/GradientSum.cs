using System.Buffers;
using OrleansDro.Abstractions.Specs;

namespace OrleansDro.Grains.AllReduce.Gradients;

/// <summary>
/// A sum of gradients that is not computed yet: a binary tree over parts that it reads and does not own. It is computed block by block, so that each part is read from memory
/// once and intermediate sums stay in the processor's cache. The order of the additions is that of the tree.
/// </summary>
internal abstract class GradientSum
{
    /// <summary>
    /// The number of values in a block: 64 KiB. One block for each level of a tree over a thousand parts fits into a core's own cache, and shorter blocks are read more slowly.
    /// </summary>
    private const int BlockLength = 1 << 14;

    private readonly int _levels;

    private GradientSum(double weightSum, int levels) => (WeightSum, _levels) = (weightSum, levels);

    /// <summary>Sum of the cases' importance weights.</summary>
    public double WeightSum { get; }

    /// <summary>The values if the sum has a single part; else null.</summary>
    public PooledGradient? Single => (this as Part)?.Values;

    /// <summary>The sum of one part.</summary>
    public static GradientSum Of(PartialGradient part) => new Part(part);

    /// <summary>The sum of two sums.</summary>
    public static GradientSum Add(GradientSum left, GradientSum right) => new Pair(left, right);

    /// <summary>Computes some of the values.</summary>
    /// <param name="first">The index of the first of them.</param>
    /// <param name="format">The format to which sums are rounded.</param>
    /// <param name="sum">Receives them.</param>
    public void CopyTo(int first, GradientFormat format, Span<float> sum)
    {
        var scratch = ArrayPool<float>.Shared.Rent(_levels * BlockLength);
        for (var done = 0; done < sum.Length; done += BlockLength)
        {
            var room = sum.Slice(done, Math.Min(BlockLength, sum.Length - done));
            var numbers = Compute(first + done, format, room, scratch);
            if (numbers != room)
            {
                numbers.CopyTo(room);
            }
        }

        ArrayPool<float>.Shared.Return(scratch);
    }

    /// <summary>Computes some of the values and encodes them.</summary>
    /// <param name="first">The index of the first of them.</param>
    /// <param name="format">The format to which sums are rounded and in which they are encoded.</param>
    /// <param name="encoded">Receives them.</param>
    public void Encode(int first, GradientFormat format, Span<byte> encoded)
    {
        var size = GradientEncoding.SizeOf(format);
        var scratch = ArrayPool<float>.Shared.Rent((1 + _levels) * BlockLength);
        for (var done = 0; done < encoded.Length; done += BlockLength * size)
        {
            var bytes = encoded.Slice(done, Math.Min(BlockLength * size, encoded.Length - done));
            var room = scratch.AsSpan(0, bytes.Length / size);
            GradientEncoding.Encode(Compute(first + (done / size), format, room, scratch.AsSpan(BlockLength)), format, bytes);
        }

        ArrayPool<float>.Shared.Return(scratch);
    }

    /// <summary>Gives a block: in place if the sum is a single part, else computed into the given room.</summary>
    private protected abstract ReadOnlySpan<float> Compute(int first, GradientFormat format, Span<float> room, Span<float> scratch);

    private sealed class Part(PartialGradient part) : GradientSum(part.WeightSum, levels: 0)
    {
        public PooledGradient Values => part.Values;

        private protected override ReadOnlySpan<float> Compute(int first, GradientFormat format, Span<float> room, Span<float> scratch) =>
            part.Values.Numbers.AsSpan(first, room.Length);
    }

    private sealed class Pair(GradientSum left, GradientSum right) : GradientSum(left.WeightSum + right.WeightSum, 1 + Math.Max(left._levels, right._levels))
    {
        private protected override ReadOnlySpan<float> Compute(int first, GradientFormat format, Span<float> room, Span<float> scratch)
        {
            var leftSum = left.Compute(first, format, room, scratch);
            var rightSum = right.Compute(first, format, scratch[..room.Length], scratch[room.Length..]);
            GradientEncoding.Add(leftSum, rightSum, format, room);
            return room;
        }
    }
}
