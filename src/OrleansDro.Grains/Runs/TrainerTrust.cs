using OrleansDro.Abstractions.Runs;

namespace OrleansDro.Grains.Runs;

/// <summary>What audits have shown about one of a run's trainers.</summary>
/// <param name="Trainer">The trainer.</param>
/// <param name="FirstStep">The trainer has computed no part of an earlier step.</param>
/// <param name="AgreedStep">The latest step in which an audit of it agreed; null before the first.</param>
/// <param name="IsEvicted">Whether an audit found its gradients wrong, so that it no longer works on the run.</param>
[GenerateSerializer, Immutable, Alias("OrleansDro.TrainerTrust")]
internal sealed record TrainerTrust(
    [property: Id(0)] TrainerId Trainer,
    [property: Id(1)] long FirstStep,
    [property: Id(2)] long? AgreedStep = null,
    [property: Id(3)] bool IsEvicted = false)
{
    /// <summary>
    /// A state of at most this number of steps is valid even if the trainer computes wrongly now: it contains none of its gradients, or only those from before an audit that agreed.
    /// </summary>
    public long GoodSteps => Math.Max(FirstStep, AgreedStep ?? 0);
}
