namespace OrleansDro.Grains.Protocol.Sampling.Shards;

/// <summary>The cases that were learned, in columns of the same length, by ascending case; see <see cref="Cases.CaseLearning"/>.</summary>
/// <param name="Cases">The index of the case in the run.</param>
/// <param name="FirstSteps">The first step at which it was learned.</param>
/// <param name="TimesForgotten">How often it was forgotten.</param>
[GenerateSerializer, Immutable, Alias("OrleansDro.LearnedCases")]
internal sealed record LearnedCases([property: Id(0)] int[] Cases, [property: Id(1)] int[] FirstSteps, [property: Id(2)] int[] TimesForgotten)
{
    /// <summary>No case.</summary>
    public static LearnedCases None { get; } = new([], [], []);
}
