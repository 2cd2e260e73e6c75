using OrleansDro.Robustness.History;

namespace OrleansDro.Abstractions.Cases;

/// <summary>
/// One training case of one run, the only authority on its loss. Key: the case's index and the run's name.
/// </summary>
[Alias("OrleansDro.ICaseGrain")]
public interface ICaseGrain : IGrainWithIntegerCompoundKey
{
    /// <summary>
    /// Credits a step's losses to the case. A step that was credited before changes nothing, so that a repeated message is harmless.
    /// </summary>
    /// <param name="step">The step.</param>
    /// <param name="losses">The fresh losses of the slots that drew the case in this step, in slot order; not finite quarantines the case.</param>
    /// <param name="momentum">History momentum m: the record becomes m old + (1 - m) fresh.</param>
    /// <returns>What the case now holds.</returns>
    [Alias("Credit")]
    ValueTask<CaseRecord> Credit(long step, [Immutable] double[] losses, double momentum);

    /// <summary>What the case holds, with its recent losses.</summary>
    [Alias("GetState")]
    ValueTask<CaseState> GetState();
}
