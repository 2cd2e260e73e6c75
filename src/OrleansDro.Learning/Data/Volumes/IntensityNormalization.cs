namespace OrleansDro.Learning.Data.Volumes;

/// <summary>
/// Makes images of any scanner and any unit comparable: values are clipped to the 0.5th and 99.5th percentile of all voxels of the channel,
/// then shifted and scaled to mean 0 and standard deviation 1 over the same voxels.
/// </summary>
/// <remarks>
/// Where the two percentiles coincide (an almost empty image) nothing is clipped; a constant channel becomes 0. After it, 0 is the mean of
/// the channel, the value that pads patches outside of the volume.
/// </remarks>
public static class IntensityNormalization
{
    private const double LowerPercentile = 0.005, UpperPercentile = 0.995;

    /// <summary>Normalizes one channel in place.</summary>
    /// <param name="channel">Finite values, at least one.</param>
    public static void Apply(Span<float> channel)
    {
        var sorted = channel.ToArray();
        Array.Sort(sorted);
        var last = sorted.Length - 1;
        var (lower, upper) = (sorted[(int)Math.Round(LowerPercentile * last)], sorted[(int)Math.Round(UpperPercentile * last)]);
        if (lower == upper)
        {
            (lower, upper) = (sorted[0], sorted[last]);
        }

        double sum = 0;
        foreach (var value in channel)
        {
            sum += Math.Clamp(value, lower, upper);
        }

        var mean = sum / channel.Length;
        double squares = 0;
        foreach (var value in channel)
        {
            var difference = Math.Clamp(value, lower, upper) - mean;
            squares += difference * difference;
        }

        var scale = lower == upper ? 0 : 1 / Math.Sqrt(squares / channel.Length);
        for (var i = 0; i < channel.Length; i++)
        {
            channel[i] = (float)((Math.Clamp(channel[i], lower, upper) - mean) * scale);
        }
    }
}
