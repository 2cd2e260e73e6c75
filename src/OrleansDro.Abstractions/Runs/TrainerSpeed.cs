namespace OrleansDro.Abstractions.Runs;

/// <summary>How fast a run is with a number of trainers.</summary>
/// <param name="Trainers">How many trainers.</param>
/// <param name="LargestPart">Micro-batches of the one that has most; it computes them one after the other, and the others wait for it.</param>
/// <param name="Seconds">Median time of a step, in seconds; null before enough steps were measured.</param>
/// <param name="Steps">The undisturbed steps that were measured.</param>
/// <param name="Predicted">The time of a step as it follows from what was measured with the others; null where too little is known.</param>
/// <param name="Efficiency">What each trainer more than in the row before adds, as a share of what it would add if the work were just divided: measured where both were, else predicted; null in the first row and where too little is known.</param>
[GenerateSerializer, Immutable, Alias("OrleansDro.TrainerSpeed")]
public sealed record TrainerSpeed(
    [property: Id(0)] int Trainers,
    [property: Id(1)] int LargestPart,
    [property: Id(2)] double? Seconds,
    [property: Id(3)] long Steps,
    [property: Id(4)] double? Predicted,
    [property: Id(5)] double? Efficiency);
