namespace OrleansDro.Learning.Evaluation;

/// <summary>Where the windows of a sliding-window prediction lie, and how much each voxel of a window counts.</summary>
internal static class WindowGrid
{
    /// <summary>Start positions along one axis: evenly spaced, the first at 0, the last at the end, neighbors overlap by at least half.</summary>
    public static int[] Starts(int extent, int window)
    {
        if (extent <= window)
        {
            return [0];
        }

        var stride = Math.Max(1, window / 2);
        var gaps = (extent - window + stride - 1) / stride;
        return [.. Enumerable.Range(0, gaps + 1).Select(i => (int)Math.Round((double)(extent - window) * i / gaps))];
    }

    /// <summary>
    /// Weights of a window's voxels: a Gaussian about the center with a standard deviation of an eighth of the extent (Isensee et al. 2021),
    /// since predictions near a window's border see less context. Never below a thousandth, so that no voxel is left out.
    /// </summary>
    public static float[] Importance(IReadOnlyList<int> window)
    {
        var weights = new float[window.Aggregate(1, (product, extent) => product * extent)];
        for (var i = 0; i < weights.Length; i++)
        {
            double exponent = 0;
            for (int axis = window.Count - 1, rest = i; axis >= 0; axis--)
            {
                var distance = ((rest % window[axis]) - ((window[axis] - 1) / 2.0)) / (window[axis] / 8.0);
                exponent += distance * distance / 2;
                rest /= window[axis];
            }

            weights[i] = (float)Math.Max(Math.Exp(-exponent), 1e-3);
        }

        return weights;
    }
}
