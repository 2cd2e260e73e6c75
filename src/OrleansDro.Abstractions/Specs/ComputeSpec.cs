using System.ComponentModel.DataAnnotations;

namespace OrleansDro.Abstractions.Specs;

/// <summary>What trainers compute on. Part of the spec because the bits of a result depend on it.</summary>
[GenerateSerializer, Immutable, Alias("OrleansDro.ComputeSpec")]
public sealed record ComputeSpec
{
    /// <summary>The kind of device.</summary>
    [AllowedValues("cpu", "cuda")]
    [Id(0)] public string Device { get; init; } = "cpu";

    /// <summary>Compute threads of each trainer.</summary>
    [Range(1, 1024)]
    [Id(1)] public int Threads { get; init; } = 2;

    /// <summary>Threads of each trainer that load and augment cases ahead. Does not change the result.</summary>
    [Range(1, 1024)]
    [Id(2)] public int LoaderThreads { get; init; } = 2;

    /// <summary>How a trainer computes the micro-batches that it has.</summary>
    [Id(3)] public ComputeMode Mode { get; init; }

    /// <summary>The numbers that the network is computed with in training.</summary>
    [Id(4)] public ComputePrecision Precision { get; init; } = ComputePrecision.Float32;

    /// <summary>
    /// Steps between two audits, in each of which two trainers compute the same part of a step and their gradients are compared; 0: no audits. Does not change the result.
    /// An audited step takes at most as long as two steps, so the default of 200 costs at most 0.5 % of the time.
    /// </summary>
    [Range(0, double.MaxValue)]
    [Id(5)] public int AuditEvery { get; init; } = 200;
}
