using System.Text.Json.Serialization;

namespace OrleansDro.Abstractions.Specs;

/// <summary>How a trainer computes the micro-batches that it has.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ComputeMode>))]
public enum ComputeMode
{
    /// <summary>Each in a pass of its own, added up in an order that is always the same: the result has the same bits for any number of trainers.</summary>
    [JsonStringEnumMemberName("exact")]
    Exact,

    /// <summary>All in one pass, which is faster. The result depends on how many trainers there were at each step, by rounding.</summary>
    [JsonStringEnumMemberName("fast")]
    Fast,
}
