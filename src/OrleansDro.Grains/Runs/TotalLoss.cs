namespace OrleansDro.Grains.Runs;

/// <summary>
/// The loss of all trainers of a run while they computed a step, or tested the network before it. If it happens again at the same step, chance is an unlikely cause: the computation itself ends the processes,
/// such as by an error in the native code of a user's model or for lack of memory.
/// </summary>
/// <param name="Step">The step, which is the number of committed steps.</param>
/// <param name="Times">How often it happened in a row, 1 or more.</param>
[GenerateSerializer, Immutable, Alias("OrleansDro.TotalLoss")]
internal readonly record struct TotalLoss([property: Id(0)] long Step, [property: Id(1)] int Times)
{
    /// <summary>After so many times the run fails.</summary>
    public const int MostTimes = 2;

    /// <summary>Whether the run should fail instead of trying the step again.</summary>
    public bool IsHopeless => Times >= MostTimes;

    /// <summary>The loss that follows another one.</summary>
    /// <param name="before">The one before; null if there was none.</param>
    /// <param name="step">The step.</param>
    public static TotalLoss After(TotalLoss? before, long step) => new(step, before?.Step == step ? before.Value.Times + 1 : 1);
}
