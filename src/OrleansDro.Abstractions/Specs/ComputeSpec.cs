using System.ComponentModel.DataAnnotations;

namespace OrleansDro.Abstractions.Specs;

/// <summary>What trainers compute on. Part of the spec because the bits of a result depend on it.</summary>
[GenerateSerializer, Immutable, Alias("OrleansDro.ComputeSpec")]
public sealed record ComputeSpec
{
    /// <summary><c>cpu</c> or <c>cuda</c>. Default <c>cpu</c>.</summary>
    [AllowedValues("cpu", "cuda")]
    [Id(0)] public string Device { get; init; } = "cpu";

    /// <summary>Compute threads of each trainer, 1 to 1024. Default 2.</summary>
    [Range(1, 1024)]
    [Id(1)] public int Threads { get; init; } = 2;

    /// <summary>Threads of each trainer that load and augment cases ahead, 1 to 1024. Does not change the result. Default 2.</summary>
    [Range(1, 1024)]
    [Id(2)] public int LoaderThreads { get; init; } = 2;

    /// <summary><c>exact</c>, or <c>fast</c>, which gives up that the result is the same for any number of trainers. Default <c>exact</c>.</summary>
    [Id(3)] public ComputeMode Mode { get; init; }

    /// <summary>What the network is computed with in training: <c>float32</c> or <c>bfloat16</c>. Default <c>float32</c>.</summary>
    [Id(4)] public ComputePrecision Precision { get; init; } = ComputePrecision.Float32;

    /// <summary>
    /// Steps between two audits, in each of which two trainers compute the same part of a step and their gradients are compared; 0: no audits. Does not change the result.
    /// An audited step takes at most as long as two steps, so the default of 200 costs at most 0.5 % of the time.
    /// </summary>
    [Range(0, double.MaxValue)]
    [Id(5)] public int AuditEvery { get; init; } = 200;
}
