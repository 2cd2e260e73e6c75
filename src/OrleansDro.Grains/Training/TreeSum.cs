using System.Numerics.Tensors;

namespace OrleansDro.Grains.Training;

/// <summary>
/// Adds up vectors as a binary tree over their positions: (0 + 1) + (2 + 3), and so on. The order belongs to the positions alone, so the sum has
/// the same bits whoever made the parts and in whatever order they arrived.
/// </summary>
internal static class TreeSum
{
    /// <summary>Adds vectors of one length; overwrites them.</summary>
    /// <returns>The first vector, which then holds the sum.</returns>
    public static float[] InPlace(float[][] parts)
    {
        for (var distance = 1; distance < parts.Length; distance *= 2)
        {
            for (var i = 0; i + distance < parts.Length; i += 2 * distance)
            {
                TensorPrimitives.Add(parts[i], parts[i + distance], parts[i]);
            }
        }

        return parts[0];
    }

    /// <summary>Adds numbers in the same order.</summary>
    public static double Of(ReadOnlySpan<double> parts)
    {
        var sums = parts.ToArray();
        for (var distance = 1; distance < sums.Length; distance *= 2)
        {
            for (var i = 0; i + distance < sums.Length; i += 2 * distance)
            {
                sums[i] += sums[i + distance];
            }
        }

        return sums[0];
    }
}
