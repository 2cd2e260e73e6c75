using System.ComponentModel.DataAnnotations;

namespace OrleansDro.Abstractions.Specs;

/// <summary>
/// For slow links: each micro-batch trains on its own for some steps before the trainers exchange anything (DiLoCo, Douillard et al. 2023). A step of the run is then one outer
/// step, and its batch is what all micro-batches train on in it. The result has the same bits for any number of trainers, but is another one than without local updates.
/// </summary>
[GenerateSerializer, Immutable, Alias("OrleansDro.LocalUpdateSpec")]
public sealed record LocalUpdateSpec
{
    /// <summary>Steps that a micro-batch takes on its own; each on an equal share of its cases.</summary>
    [Range(1, double.MaxValue)]
    [Id(0)] public required int InnerSteps { get; init; }

    /// <summary>Learning rate of the outer step.</summary>
    [Range(0, double.MaxValue, MinimumIsExclusive = true)]
    [Id(1)] public double OuterLearningRate { get; init; } = 0.7;

    /// <summary>Nesterov momentum of the outer step.</summary>
    [Range(0, 1, MaximumIsExclusive = true)]
    [Id(2)] public double OuterMomentum { get; init; } = 0.9;
}
