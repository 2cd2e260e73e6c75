namespace OrleansDro.Grains.Protocol.Coordination;

/// <summary>What a trainer does for a validation. Without cases and without a state to save there is nothing for it to do for now.</summary>
/// <param name="Cases">Indices of the validation cases to predict.</param>
/// <param name="SavesBest">Whether it saves the model's state, as it is the best so far.</param>
[GenerateSerializer, Immutable, Alias("OrleansDro.ValidationWork")]
internal sealed record ValidationWork([property: Id(0)] int[] Cases, [property: Id(1)] bool SavesBest)
{
    /// <summary>Nothing for now.</summary>
    public static ValidationWork None { get; } = new([], SavesBest: false);
}
