using System.Text.Json.Serialization;

namespace OrleansDro.Abstractions.Specs;

/// <summary>A number by which the states of a model are compared, over the scores of the validation cases; a higher one is better.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ValidationStatistic>))]
public enum ValidationStatistic
{
    /// <summary>The mean.</summary>
    [JsonStringEnumMemberName("mean")]
    Mean,

    /// <summary>The 5th percentile.</summary>
    [JsonStringEnumMemberName("p5")]
    P5,

    /// <summary>The 10th percentile.</summary>
    [JsonStringEnumMemberName("p10")]
    P10,

    /// <summary>The 25th percentile.</summary>
    [JsonStringEnumMemberName("p25")]
    P25,

    /// <summary>The worst case.</summary>
    [JsonStringEnumMemberName("worst")]
    Worst,

    /// <summary>The mean of the worst group.</summary>
    [JsonStringEnumMemberName("worstGroup")]
    WorstGroup,

    /// <summary>The mean of the worst foreground label of a segmentation.</summary>
    [JsonStringEnumMemberName("worstLabel")]
    WorstLabel,
}
