using System.Buffers;
using OrleansDro.Abstractions.Specs;

namespace OrleansDro.Grains.AllReduce.Gradients;

/// <summary>
/// A sum of gradients that is not computed yet: a binary tree over parts that it reads and does not own. It is computed stretch by stretch, so that each part is read from memory
/// once and the sums in between stay in the processor's cache. The order of the additions is that of the tree.
/// </summary>
internal sealed class GradientSum
{
    /// <summary>
    /// Numbers of a stretch: 64 KiB. One for each level of a tree over a thousand parts fits into a core's own cache, and shorter ones are read more slowly from memory.
    /// </summary>
    private const int Stretch = 1 << 14;

    private readonly PooledGradient? _values;
    private readonly GradientSum? _left, _right;
    private readonly int _levels;

    private GradientSum(double weightSum, PooledGradient? values, GradientSum? left, GradientSum? right, int levels) =>
        (WeightSum, _values, _left, _right, _levels) = (weightSum, values, left, right, levels);

    /// <summary>Sum of the cases' importance weights.</summary>
    public double WeightSum { get; }

    /// <summary>The numbers where the sum is a single part, or null.</summary>
    public PooledGradient? Single => _values;

    /// <summary>The sum of one part.</summary>
    public static GradientSum Of(PartialGradient part) => new(part.WeightSum, part.Values, null, null, 0);

    /// <summary>The sum of two sums.</summary>
    public static GradientSum Add(GradientSum left, GradientSum right) => new(left.WeightSum + right.WeightSum, null, left, right, 1 + Math.Max(left._levels, right._levels));

    /// <summary>Computes some of the numbers.</summary>
    /// <param name="first">The first of them.</param>
    /// <param name="format">To which format sums are rounded.</param>
    /// <param name="sum">Takes them.</param>
    public void CopyTo(int first, GradientFormat format, Span<float> sum)
    {
        var scratch = ArrayPool<float>.Shared.Rent(_levels * Stretch);
        for (var done = 0; done < sum.Length; done += Stretch)
        {
            var room = sum.Slice(done, Math.Min(Stretch, sum.Length - done));
            var numbers = Compute(first + done, format, room, scratch);
            if (numbers != room)
            {
                numbers.CopyTo(room);
            }
        }

        ArrayPool<float>.Shared.Return(scratch);
    }

    /// <summary>Computes some of the numbers and writes them as they travel.</summary>
    /// <param name="first">The first of them.</param>
    /// <param name="format">To which format sums are rounded, and in which they are written.</param>
    /// <param name="written">Takes them.</param>
    public void Write(int first, GradientFormat format, Span<byte> written)
    {
        var size = GradientNumbers.SizeOf(format);
        var scratch = ArrayPool<float>.Shared.Rent((1 + _levels) * Stretch);
        for (var done = 0; done < written.Length; done += Stretch * size)
        {
            var bytes = written.Slice(done, Math.Min(Stretch * size, written.Length - done));
            var room = scratch.AsSpan(0, bytes.Length / size);
            GradientNumbers.Write(Compute(first + (done / size), format, room, scratch.AsSpan(Stretch)), format, bytes);
        }

        ArrayPool<float>.Shared.Return(scratch);
    }

    /// <summary>Has a stretch: where it lies, or else in the room given.</summary>
    private ReadOnlySpan<float> Compute(int first, GradientFormat format, Span<float> room, Span<float> scratch)
    {
        if (_values is not null)
        {
            return _values.Numbers.AsSpan(first, room.Length);
        }

        var left = _left!.Compute(first, format, room, scratch);
        var right = _right!.Compute(first, format, scratch[..room.Length], scratch[room.Length..]);
        GradientNumbers.Add(left, right, format, room);
        return room;
    }
}
