namespace OrleansDro.Abstractions.Specs;

/// <summary>How trainers make one gradient of their parts of a step.</summary>
[GenerateSerializer, Immutable, Alias("OrleansDro.ExchangeSpec")]
public sealed record ExchangeSpec
{
    /// <summary>How gradients are written: <c>float32</c> or <c>bfloat16</c>. Default <c>float32</c>.</summary>
    [Id(0)] public GradientFormat Format { get; init; } = GradientFormat.Float32;
}
