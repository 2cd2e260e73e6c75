using OrleansDro.Abstractions.Runs;

namespace OrleansDro.Grains.Runs;

/// <summary>What a run knows of the work of one of its trainers.</summary>
/// <param name="Trainer">The trainer.</param>
/// <param name="FirstStep">It has computed no part of an earlier step.</param>
/// <param name="AgreedStep">The latest step in which an audit of it agreed; null before the first.</param>
/// <param name="IsEvicted">Whether an audit showed that it errs: it does not work on the run any more.</param>
[GenerateSerializer, Immutable, Alias("OrleansDro.TrainerTrust")]
internal sealed record TrainerTrust(
    [property: Id(0)] TrainerId Trainer,
    [property: Id(1)] long FirstStep,
    [property: Id(2)] long? AgreedStep = null,
    [property: Id(3)] bool IsEvicted = false)
{
    /// <summary>
    /// A state of at most so many steps is good even if the trainer errs now: it holds none of its gradients, or only such as came before an audit that agreed.
    /// </summary>
    public long GoodSteps => Math.Max(FirstStep, AgreedStep ?? 0);
}
