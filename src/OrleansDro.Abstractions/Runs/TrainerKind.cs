namespace OrleansDro.Abstractions.Runs;

/// <summary>Trainers of a run that compute the same bits.</summary>
/// <param name="Fingerprint">What decides their bits.</param>
/// <param name="Trainers">How many there are, 1 or more.</param>
[GenerateSerializer, Immutable, Alias("OrleansDro.TrainerKind")]
public sealed record TrainerKind([property: Id(0)] ComputeFingerprint Fingerprint, [property: Id(1)] int Trainers);
