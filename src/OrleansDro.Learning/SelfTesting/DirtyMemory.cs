using static TorchSharp.torch;

namespace OrleansDro.Learning.SelfTesting;

/// <summary>
/// Fills memory with a value and frees it, so that the next allocations contain the value. A kernel that reads uninitialized memory then has a result that
/// depends on the value; in the memory of a new process it might read zeros, and look correct.
/// </summary>
internal static class DirtyMemory
{
    private const int SmallestPower = 8, LargestPower = 20, BlocksOfASize = 6; // 1 KiB to 4 MiB; 48 MiB in all

    // Three values, because faults differ: not-a-number spreads through sums, a huge number through products, and a plausible one shows only as a wrong result.
    private static readonly float[] Values = [float.NaN, 1e30f, -3];

    /// <summary>The number of different values.</summary>
    public static int Patterns => Values.Length;

    /// <summary>Leaves a value behind in freed memory.</summary>
    /// <param name="pattern">Which value, 0 to <see cref="Patterns"/> - 1.</param>
    /// <param name="device">The device with the memory.</param>
    public static void Leave(int pattern, Device device)
    {
        using var scope = NewDisposeScope();
        for (var power = LargestPower; power >= SmallestPower; power--)
        {
            for (var block = 0; block < BlocksOfASize; block++)
            {
                _ = full(1L << power, Values[pattern], ScalarType.Float32, device);
            }
        }
    }
}
