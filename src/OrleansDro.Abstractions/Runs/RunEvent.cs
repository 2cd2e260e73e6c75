namespace OrleansDro.Abstractions.Runs;

/// <summary>Something that happened to a run's trainers or its saved state.</summary>
/// <param name="Time">When, in UTC.</param>
/// <param name="Kind">What happened.</param>
/// <param name="Trainer">Whom it befell, or null.</param>
/// <param name="Step">The run's committed steps then.</param>
/// <param name="Generation">The number of the generation that followed from it.</param>
/// <param name="Detail">In words.</param>
[GenerateSerializer, Immutable, Alias("OrleansDro.RunEvent")]
public sealed record RunEvent(
    [property: Id(0)] DateTimeOffset Time,
    [property: Id(1)] RunEventKind Kind,
    [property: Id(2)] TrainerId? Trainer,
    [property: Id(3)] long Step,
    [property: Id(4)] long Generation,
    [property: Id(5)] string Detail);
