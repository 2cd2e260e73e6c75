using System.Text.Json.Serialization;

namespace OrleansDro.Abstractions.Specs;

/// <summary>The numbers that trainers compute the network with. Parameters, losses, gradients and the optimizer's state are of 32 bits in any case, and so is the evaluation.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ComputePrecision>))]
public enum ComputePrecision
{
#pragma warning disable CA1720 // what everybody calls them
    /// <summary>32 bits.</summary>
    [JsonStringEnumMemberName("float32")]
    Float32,

    /// <summary>16 bits, of which 8 are the exponent, in convolutions and matrix products and what lies between them. Faster where the processor or the GPU multiplies them itself.</summary>
    [JsonStringEnumMemberName("bfloat16")]
    Bfloat16,
#pragma warning restore CA1720
}
