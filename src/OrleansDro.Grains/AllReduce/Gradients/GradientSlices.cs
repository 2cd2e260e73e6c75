namespace OrleansDro.Grains.AllReduce.Gradients;

/// <summary>The slices in which a gradient is reduced: each has its reducer, and is added up or sent by itself.</summary>
internal static class GradientSlices
{
    /// <summary>Numbers of a slice: a quarter of a megabyte at most.</summary>
    public const int Length = 1 << 16;

    /// <summary>Slices of a gradient of so many numbers.</summary>
    public static int CountFor(int numbers) => (numbers + Length - 1) / Length;

    /// <summary>Where a slice begins, and how many numbers it has.</summary>
    public static (int First, int Count) Of(int slice, int numbers) => (slice * Length, Math.Min(Length, numbers - (slice * Length)));
}
