namespace OrleansDro.Abstractions.Specs;

/// <summary>How trainers make one gradient of their parts of a step.</summary>
[GenerateSerializer, Immutable, Alias("OrleansDro.ExchangeSpec")]
public sealed record ExchangeSpec
{
    /// <summary>How gradients are written.</summary>
    [Id(0)] public GradientFormat Format { get; init; } = GradientFormat.Float32;
}
