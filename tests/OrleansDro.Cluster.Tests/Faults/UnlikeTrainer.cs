using System.Runtime.Intrinsics.X86;

namespace OrleansDro.Cluster.Tests.Faults;

/// <summary>How a trainer on this machine is made to compute other bits, as one on another processor does.</summary>
internal static class UnlikeTrainer
{
    /// <summary>Caps the instruction set below what the processor has: the first parameters, losses and gradients then have other bits.</summary>
    public static IReadOnlyDictionary<string, string> Environment { get; } =
        new Dictionary<string, string> { ["ATEN_CPU_CAPABILITY"] = "default", ["ONEDNN_MAX_CPU_ISA"] = "SSE41" };

    /// <summary>Skips the test where the cap changes nothing.</summary>
    public static void SkipUnlessPossible() =>
        Assert.SkipUnless(Avx2.IsSupported, "This processor has no AVX2: a trainer that is capped to less computes the same bits as one that is not.");
}
