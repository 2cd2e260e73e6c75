namespace OrleansDro.Learning.Torch;

/// <summary>
/// The instruction set that each numeric library of Torch computes with: the highest that the processor has, unless a variable of the environment caps it. oneDNN computes convolutions
/// and, in bfloat16, matrix products; ATen all that works element by element, and sums.
/// </summary>
internal static class KernelLevel
{
    /// <summary>Caps oneDNN; <see cref="OldOneDnnVariable"/> counts if it is not set.</summary>
    public const string OneDnnVariable = "ONEDNN_MAX_CPU_ISA";

    /// <summary>The name of the cap before oneDNN was called so.</summary>
    public const string OldOneDnnVariable = "DNNL_MAX_CPU_ISA";

    /// <summary>Caps ATen.</summary>
    public const string AtenVariable = "ATEN_CPU_CAPABILITY";

    private const string None = "DEFAULT";

    /// <summary>oneDNN's levels, the lowest first, with its names for them; each needs those of its line before it. Source: oneDNN 3.7, <c>src/cpu/x64/cpu_isa_traits.hpp</c>.</summary>
    private static readonly (string Name, Func<InstructionSets, bool> Has)[] OneDnnLevels =
    [
        ("SSE41", sets => sets.Sse41),
        ("AVX", sets => sets.Avx),
        ("AVX2", sets => sets.Avx2),
        ("AVX2_VNNI", sets => sets.AvxVnni),
        ("AVX2_VNNI_2", sets => sets.AvxVnni2),
        ("AVX512_CORE", sets => sets.Avx512),
        ("AVX512_CORE_VNNI", sets => sets.Avx512Vnni),
        ("AVX512_CORE_BF16", sets => sets.Avx512Vnni && sets.Avx512Bf16),
        ("AVX512_CORE_FP16", sets => sets.Avx512Vnni && sets.Avx512Bf16 && sets.Avx512Fp16),
        ("AVX512_CORE_AMX", sets => sets.Avx512Fp16 && sets.Amx),
        ("AVX512_CORE_AMX_FP16", sets => sets.Avx512Fp16 && sets.AmxFp16),
    ];

    /// <summary>ATen's levels, the lowest first, and how <see cref="AtenVariable"/> names them: in lower case only. Source: <c>aten/src/ATen/native/DispatchStub.cpp</c>.</summary>
    private static readonly (string Name, Func<InstructionSets, bool> Has)[] AtenLevels = [(None, _ => true), ("AVX2", sets => sets.Avx2), ("AVX512", sets => sets.Avx512)];

    private static readonly string[] AtenCaps = ["default", "avx2", "avx512"];

    /// <summary>oneDNN's level, by its own name; <c>DEFAULT</c> if it has no kernels for the processor.</summary>
    /// <param name="sets">The instruction sets of the processor.</param>
    /// <param name="environment">Returns an environment variable, or null.</param>
    public static string OfOneDnn(InstructionSets sets, Func<string, string?> environment)
    {
        // It reads the cap in upper or lower case, and ignores an unknown one.
        var cap = environment(OneDnnVariable) is { Length: > 0 } set ? set : environment(OldOneDnnVariable);
        return Highest(OneDnnLevels, sets, Array.FindIndex(OneDnnLevels, level => level.Name.Equals(cap, StringComparison.OrdinalIgnoreCase)));
    }

    /// <summary>ATen's level: <c>AVX512</c>, <c>AVX2</c> or <c>DEFAULT</c>.</summary>
    /// <inheritdoc cref="OfOneDnn"/>
    public static string OfAten(InstructionSets sets, Func<string, string?> environment) => Highest(AtenLevels, sets, Array.IndexOf(AtenCaps, environment(AtenVariable)));

    private static string Highest((string Name, Func<InstructionSets, bool> Has)[] levels, InstructionSets sets, int cap) =>
        levels.Take(cap >= 0 ? cap + 1 : levels.Length).LastOrDefault(level => level.Has(sets)).Name ?? None;
}
