namespace OrleansDro.Abstractions.Cases;

/// <summary>What a person wrote about a case.</summary>
/// <param name="Time">When it was written, UTC.</param>
/// <param name="Text">The text, 1 to 1000 characters.</param>
[GenerateSerializer, Immutable, Alias("OrleansDro.CaseNote")]
public sealed record CaseNote([property: Id(0)] DateTimeOffset Time, [property: Id(1)] string Text)
{
    /// <summary>The longest text, in characters.</summary>
    public const int LongestText = 1000;

    /// <summary>The most notes of a case.</summary>
    public const int Most = 100;
}
