using System.Security.Cryptography;
using System.Text;

namespace OrleansDro.Abstractions.Runs;

/// <summary>
/// What decides the bits that a trainer computes. Two trainers with equal fingerprints compute the same bits from the same input; trainers with different ones
/// may round differently.
/// </summary>
[GenerateSerializer, Immutable, Alias("OrleansDro.ComputeFingerprint")]
public sealed record ComputeFingerprint
{
    /// <summary>Characters of a <see cref="Kind"/>.</summary>
    private const int KindLength = 8;

    /// <summary>The type of device: <c>cpu</c> or <c>cuda</c>.</summary>
    [Id(0)] public required string Device { get; init; }

    /// <summary>The model of the processor or of the GPU, such as <c>AMD EPYC (family 25, model 17), caches 32/1024/32768 KiB for 1/1/2 threads</c>.</summary>
    [Id(1)] public required string Processor { get; init; }

    /// <summary>The instruction sets that the numeric libraries use on it, such as <c>oneDNN AVX512_CORE_BF16, ATen AVX512</c>.</summary>
    [Id(2)] public required string Kernels { get; init; }

    /// <summary>The numeric libraries with their versions, such as <c>libtorch 2.10.0, TorchSharp 0.107.0</c>.</summary>
    [Id(3)] public required string Libraries { get; init; }

    /// <summary>Compute threads of the trainer.</summary>
    [Id(4)] public required int Threads { get; init; }

    /// <summary>What the network is computed with: <c>float32</c> or <c>bfloat16</c>.</summary>
    [Id(5)] public required string Precision { get; init; }

    /// <summary>
    /// The first eight hexadecimal digits of the SHA-256 of all fields: a short name of the kind of trainer, with few values in a cluster, for labels and comparisons.
    /// </summary>
    public string Kind => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(ToString())))[..KindLength];

    /// <summary>All fields in one line, in a form that does not change with the culture.</summary>
    public override string ToString() => FormattableString.Invariant($"{Device}; {Processor}; {Kernels}; {Libraries}; {Threads} threads; {Precision}");
}
