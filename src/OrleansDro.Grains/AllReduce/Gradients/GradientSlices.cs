namespace OrleansDro.Grains.AllReduce.Gradients;

/// <summary>The slices in which a gradient is reduced: each has its own reducer, and is added up and sent separately.</summary>
internal static class GradientSlices
{
    /// <summary>The largest number of values in a slice: a quarter of a megabyte as float32.</summary>
    public const int Length = 1 << 16;

    /// <summary>The number of slices of a gradient.</summary>
    public static int CountFor(int length) => (length + Length - 1) / Length;

    /// <summary>The index of the first value of a slice, and the number of its values.</summary>
    public static (int First, int Count) Of(int slice, int length) => (slice * Length, Math.Min(Length, length - (slice * Length)));
}
