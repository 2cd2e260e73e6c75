using OrleansDro.Learning.Torch;
using static TorchSharp.torch;

namespace OrleansDro.Learning.Tests.Torch;

/// <summary>What the numeric libraries compute with, by injected features and variables, and ATen's word for this process.</summary>
public sealed class KernelLevelTests
{
    private static readonly InstructionSets Haswell = new() { Sse41 = true, Avx = true, Avx2 = true };

    private static readonly InstructionSets Genoa = Haswell with { Avx512 = true, Avx512Vnni = true, Avx512Bf16 = true };

    [Fact]
    public void OfOneDnn_NoCap_IsTheHighestThatTheProcessorHas()
    {
        Assert.Equal("DEFAULT", KernelLevel.OfOneDnn(new InstructionSets(), Variables()));
        Assert.Equal("AVX2", KernelLevel.OfOneDnn(Haswell, Variables()));
        Assert.Equal("AVX512_CORE_BF16", KernelLevel.OfOneDnn(Genoa, Variables()));
        Assert.Equal("AVX512_CORE_AMX", KernelLevel.OfOneDnn(Genoa with { Avx512Fp16 = true, Amx = true }, Variables()));
    }

    [Theory]
    [InlineData("ONEDNN_MAX_CPU_ISA", "AVX2", "AVX2")]
    [InlineData("ONEDNN_MAX_CPU_ISA", "sse41", "SSE41")]
    [InlineData("DNNL_MAX_CPU_ISA", "AVX512_CORE", "AVX512_CORE")]
    [InlineData("ONEDNN_MAX_CPU_ISA", "ALL", "AVX512_CORE_BF16")]
    [InlineData("ONEDNN_MAX_CPU_ISA", "AVX512_CORE_AMX", "AVX512_CORE_BF16")]
    public void OfOneDnn_Cap_IsNoHigher(string variable, string value, string expected) => Assert.Equal(expected, KernelLevel.OfOneDnn(Genoa, Variables((variable, value))));

    [Fact]
    public void OfOneDnn_BothNamesOfTheCap_TheNewOneCounts() =>
        Assert.Equal("AVX2", KernelLevel.OfOneDnn(Genoa, Variables(("DNNL_MAX_CPU_ISA", "SSE41"), ("ONEDNN_MAX_CPU_ISA", "AVX2"))));

    [Theory]
    [InlineData(null, "AVX512")]
    [InlineData("avx2", "AVX2")]
    [InlineData("default", "DEFAULT")]
    [InlineData("AVX2", "AVX512")]
    public void OfAten_Cap_IsNoHigherIfItIsInLowerCase(string? value, string expected) => Assert.Equal(expected, KernelLevel.OfAten(Genoa, Variables(("ATEN_CPU_CAPABILITY", value))));

    [Fact]
    public void OfAten_ThisProcess_IsWhatAtenSays()
    {
        using var loaded = zeros(1);
        var said = LibraryVersions.Ask("_ZN2at18get_cpu_capabilityB5cxx11Ev");
        Assert.SkipWhen(said is null, "This build of Torch does not tell.");
        Assert.Equal(said, KernelLevel.OfAten(InstructionSets.Read(), Environment.GetEnvironmentVariable));
    }

    [Fact]
    public void InstructionSets_Leaf7_ExtendsWhatTheRuntimeTells()
    {
        (int, int, int, int) CpuId(int leaf, int subLeaf) => (leaf, subLeaf) switch
        {
            (0, _) => (7, 0, 0, 0),
            (7, 0) => (1, 0, 1 << 11, 1 << 23),
            (7, 1) => (1 << 5, 0, 0, 0),
            _ => default,
        };
        Assert.Equal(Genoa with { Avx512Fp16 = true }, InstructionSets.Read(Haswell with { Avx512 = true }, CpuId));
        Assert.Equal(Haswell, InstructionSets.Read(Haswell, CpuId));
    }

    [Fact]
    public void ComputeIdentity_Settings_ArePartOfTheKernels()
    {
        var identity = ComputeIdentity.OfProcessor("P", Haswell, Variables(("MKL_CBWR", "COMPATIBLE"), ("ONEDNN_MAX_CPU_ISA", "AVX")));
        Assert.Equal(("P", "oneDNN AVX, ATen AVX2, MKL_CBWR=COMPATIBLE"), (identity.Processor, identity.Kernels));
        Assert.Contains("libtorch ", identity.Libraries, StringComparison.Ordinal);
        Assert.Contains("TorchSharp ", identity.Libraries, StringComparison.Ordinal);
    }

    [Fact]
    public void ComputeIdentity_Gpu_IsNamedWithItsCapability() => Assert.Equal(
        ("NVIDIA H200", "CUDA compute capability 9.0, driver 12.8"),
        ComputeIdentity.OfGpu(new GpuIdentity("NVIDIA H200", "9.0", "12.8"), padsChannels: false, Variables()) is var identity ? (identity.Processor, identity.Kernels) : default);

    private static Func<string, string?> Variables(params (string Name, string? Value)[] variables) => name => variables.FirstOrDefault(variable => variable.Name == name).Value;
}
