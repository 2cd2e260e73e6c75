namespace OrleansDro.Abstractions.Runs;

/// <summary>A trainer of a run, as people see it.</summary>
/// <param name="Trainer">Which one.</param>
/// <param name="Stage">How far it is.</param>
/// <param name="Step">The step that it takes next.</param>
/// <param name="MicroBatches">The micro-batches that it computes; empty while it is no member, or a spare.</param>
[GenerateSerializer, Immutable, Alias("OrleansDro.TrainerView")]
public sealed record TrainerView(
    [property: Id(0)] TrainerId Trainer,
    [property: Id(1)] TrainerStage Stage,
    [property: Id(2)] long Step,
    [property: Id(3)] IReadOnlyList<int> MicroBatches);
