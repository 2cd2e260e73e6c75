namespace OrleansDro.Grains.Protocol.Sampling;

/// <summary>The counts and the hash of all draws of the committed steps.</summary>
/// <param name="Issued">Draws handed out.</param>
/// <param name="Credited">Draws whose loss was applied, each exactly once.</param>
/// <param name="ClippedLow">Importance weights that were clipped at the minimum.</param>
/// <param name="ClippedHigh">Importance weights that were clipped at the maximum.</param>
/// <param name="Hash">SHA-256 chain over (step, slot, case), lower-case hex.</param>
[GenerateSerializer, Immutable, Alias("OrleansDro.DrawLedger")]
internal sealed record DrawLedger(
    [property: Id(0)] long Issued,
    [property: Id(1)] long Credited,
    [property: Id(2)] long ClippedLow,
    [property: Id(3)] long ClippedHigh,
    [property: Id(4)] string Hash)
{
    /// <summary>The ledger before the first step.</summary>
    public static DrawLedger Empty { get; } = new(0, 0, 0, 0, new string('0', 64));
}
