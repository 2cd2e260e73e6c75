using OrleansDro.Robustness.Randomness;

namespace OrleansDro.Learning.Data.Augmentation;

/// <summary>Varies the intensities of one channel of a patch: gamma, then contrast and brightness, then noise.</summary>
internal static class IntensityChange
{
    private const float Step = 1f / (1 << 24); // the distance of neighboring floats below 1

    public static void Apply(AugmentationOptions options, CounterRandom random, Span<float> channel)
    {
        var exponent = (float)SpatialDeformation.Ratio(options.Gamma, random);
        var scale = (float)SpatialDeformation.Ratio(options.IntensityScale, random);
        var shift = (float)(((2 * random.NextDouble()) - 1) * options.IntensityShift);
        var noise = (float)(random.NextDouble() * options.Noise);
        if (options.Gamma > 0)
        {
            ApplyGamma(channel, exponent);
        }

        foreach (ref var value in channel)
        {
            value = (value * scale) + shift;
        }

        if (noise > 0)
        {
            AddNoise(channel, noise, random);
        }
    }

    private static void ApplyGamma(Span<float> channel, float exponent)
    {
        float minimum = float.PositiveInfinity, maximum = float.NegativeInfinity;
        foreach (var value in channel)
        {
            minimum = MathF.Min(minimum, value);
            maximum = MathF.Max(maximum, value);
        }

        var range = maximum - minimum;
        if (!(range > 0))
        {
            return;
        }

        foreach (ref var value in channel)
        {
            value = minimum + (range * MathF.Pow((value - minimum) / range, exponent));
        }
    }

    // Box and Muller with both numbers of a pair and single precision: a patch takes a hundred thousand of them.
    private static void AddNoise(Span<float> channel, float deviation, CounterRandom random)
    {
        for (var i = 0; i < channel.Length; i += 2)
        {
            var radius = deviation * MathF.Sqrt(-2 * MathF.Log(((random.NextUInt32() >> 8) + 1) * Step));
            var (sine, cosine) = MathF.SinCos(2 * MathF.PI * (random.NextUInt32() >> 8) * Step);
            channel[i] += radius * cosine;
            if (i + 1 < channel.Length)
            {
                channel[i + 1] += radius * sine;
            }
        }
    }
}
