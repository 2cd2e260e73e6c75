using static TorchSharp.torch;

namespace OrleansDro.Learning.SelfTesting;

/// <summary>The largest difference between a result and the reference that rounding can cause.</summary>
/// <remarks>
/// A computation with rounding gives the exact result of a slightly changed problem (backward error; Higham, "Accuracy and Stability of Numerical Algorithms", 2002, chapter 1).
/// So the reference is computed with parameters and inputs that are changed at random, and a result may differ by the largest change that this causes: ill-conditioned parts of a
/// network get a wide tolerance, others a narrow one. Operands are rounded with the unit roundoff u of the precision; a layer adds up K products in float32 with u32 = 2^-24, and
/// the errors of such a sum grow like sqrt(K) (Higham and Mary, "A new approach to probabilistic rounding error analysis", 2019). The changes are up to
/// <see cref="Safety"/> * u * sqrt(1 + K (u32 / u)^2) of each number. Rounding can also put a number on the other side of a kink (the zero of a ReLU, two equal values in a max
/// pool), and a gradient jumps there: as the changes are larger than the errors, they jump too.
/// </remarks>
internal static class RoundingError
{
    /// <summary>
    /// A margin for the roundings of outputs and of the backward pass. With changes of u the errors of the shipped networks were 0.8 of the largest change in the median and 1.5 in
    /// the 99th percentile in bfloat16; in float32, where the sums are the larger part, 0.2 and 0.9.
    /// </summary>
    public const double Safety = 4;

    private const long LargeNetwork = 5_000_000;

    private const double AccumulationRoundoff = 1.0 / (1 << 24);

    /// <summary>How often the reference is computed with changed numbers: less often for a large network, whose many numbers vary enough in each.</summary>
    /// <param name="parameters">Parameters of the network.</param>
    public static int SamplesFor(long parameters) => parameters < LargeNetwork ? 6 : 2;

    /// <summary>The largest relative change of a parameter or input.</summary>
    /// <param name="precision">The precision of the network's arithmetic.</param>
    /// <param name="isGpu">Whether it is computed on a GPU.</param>
    /// <param name="longestSum">The most products that a layer adds up in the forward or backward pass.</param>
    public static double LargestChange(ScalarType precision, bool isGpu, long longestSum)
    {
        var roundoff = RoundoffOf(precision, isGpu);
        return Safety * roundoff * Math.Sqrt(1 + (longestSum * Math.Pow(AccumulationRoundoff / roundoff, 2)));
    }

    // 8 significant bits in bfloat16, 24 in float32. cuDNN may round the operands of float32 convolutions to TF32, which has 11.
    private static double RoundoffOf(ScalarType precision, bool isGpu) => (precision, isGpu) switch
    {
        (ScalarType.BFloat16, _) => 1.0 / (1 << 8),
        (_, true) => 1.0 / (1 << 11),
        _ => AccumulationRoundoff,
    };
}
