namespace OrleansDro.Abstractions.Runs;

/// <summary>Where a trainer's time in a step goes, in seconds, as a mean over its latest steps. What happens beside something else counts as far as it is waited for.</summary>
/// <param name="Computing">Forward and backward passes over its micro-batches: less, the more trainers share them.</param>
/// <param name="Loading">Waits for its cases, of which there are fewer as well, the more trainers there are.</param>
/// <param name="Exchanging">Adds gradients up and waits for those of the others.</param>
/// <param name="Other">Waits for draws and for its losses to be on record, and the optimizer's step.</param>
[GenerateSerializer, Immutable, Alias("OrleansDro.StepSplit")]
public sealed record StepSplit(
    [property: Id(0)] double Computing,
    [property: Id(1)] double Loading,
    [property: Id(2)] double Exchanging,
    [property: Id(3)] double Other)
{
    /// <summary>The share of the step that shrinks as the trainer gets fewer micro-batches, from 0 to 1; 1 where no time has passed.</summary>
    public double Shrinking => Computing + Loading + Exchanging + Other is > 0 and var all ? (Computing + Loading) / all : 1;
}
