using System.Runtime.Intrinsics.X86;

namespace OrleansDro.Learning.Torch;

/// <summary>The instruction sets that decide which kernels the numeric libraries use. None of them on other processors than x86.</summary>
internal sealed record InstructionSets
{
    private const int ExtendedFeatures = 7;

    /// <summary>SSE 4.1.</summary>
    public bool Sse41 { get; init; }

    /// <summary>AVX.</summary>
    public bool Avx { get; init; }

    /// <summary>AVX2 with fused multiply-add.</summary>
    public bool Avx2 { get; init; }

    /// <summary>AVX-VNNI: products of small integers, in 256 bits.</summary>
    public bool AvxVnni { get; init; }

    /// <summary>AVX-VNNI-INT8 and AVX-NE-CONVERT.</summary>
    public bool AvxVnni2 { get; init; }

    /// <summary>AVX-512 F, BW, DQ and VL.</summary>
    public bool Avx512 { get; init; }

    /// <summary>AVX-512 VNNI.</summary>
    public bool Avx512Vnni { get; init; }

    /// <summary>AVX-512 BF16.</summary>
    public bool Avx512Bf16 { get; init; }

    /// <summary>AVX-512 FP16.</summary>
    public bool Avx512Fp16 { get; init; }

    /// <summary>AMX with tiles, INT8 and BF16.</summary>
    public bool Amx { get; init; }

    /// <summary>AMX FP16.</summary>
    public bool AmxFp16 { get; init; }

    /// <summary>The instruction sets that the processor and the operating system offer to this process.</summary>
    public static InstructionSets Read() => X86Base.IsSupported
        ? Read(
            new InstructionSets
            {
                Sse41 = System.Runtime.Intrinsics.X86.Sse41.IsSupported,
                Avx = System.Runtime.Intrinsics.X86.Avx.IsSupported,
                Avx2 = System.Runtime.Intrinsics.X86.Avx2.IsSupported && Fma.IsSupported,
                Avx512 = Avx512BW.VL.IsSupported && Avx512DQ.VL.IsSupported,
            },
            X86Base.CpuId)
        : new InstructionSets();

    /// <summary>Adds the sets that the runtime does not report: those that extend AVX2 and AVX-512, by leaf 7 of CPUID.</summary>
    /// <param name="known">The sets that the runtime reports; it has checked that the operating system saves the registers.</param>
    /// <param name="cpuId">Returns EAX, EBX, ECX and EDX of a leaf and its sub-leaf.</param>
    public static InstructionSets Read(InstructionSets known, Func<int, int, (int Eax, int Ebx, int Ecx, int Edx)> cpuId)
    {
        if (cpuId(0, 0).Eax < ExtendedFeatures)
        {
            return known;
        }

        var features = cpuId(ExtendedFeatures, 0);
        var more = features.Eax >= 1 ? cpuId(ExtendedFeatures, 1) : default;
        var amx = Has(features.Edx, 22) && Has(features.Edx, 24) && Has(features.Edx, 25);
        return known with
        {
            AvxVnni = known.Avx2 && Has(more.Eax, 4),
            AvxVnni2 = known.Avx2 && Has(more.Eax, 4) && Has(more.Edx, 4) && Has(more.Edx, 5),
            Avx512Vnni = known.Avx512 && Has(features.Ecx, 11),
            Avx512Bf16 = known.Avx512 && Has(more.Eax, 5),
            Avx512Fp16 = known.Avx512 && Has(features.Edx, 23),
            Amx = known.Avx512 && amx,
            AmxFp16 = known.Avx512 && amx && Has(more.Eax, 21),
        };
    }

    private static bool Has(int register, int bit) => ((register >> bit) & 1) != 0;
}
