using System.Text.Json.Serialization;

namespace OrleansDro.Abstractions.Specs;

/// <summary>How trainers write gradients to each other.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<GradientFormat>))]
public enum GradientFormat
{
#pragma warning disable CA1720 // what everybody calls them
    /// <summary>32 bits a number: as they were computed.</summary>
    [JsonStringEnumMemberName("float32")]
    Float32,

    /// <summary>
    /// 16 bits a number, of which 8 are the exponent: half the bytes. Each micro-batch's gradient and each sum of two is rounded to the nearest, ties to even, whether it travels or
    /// not, so that the result does not depend on who computed what.
    /// </summary>
    [JsonStringEnumMemberName("bfloat16")]
    Bfloat16,
#pragma warning restore CA1720
}
