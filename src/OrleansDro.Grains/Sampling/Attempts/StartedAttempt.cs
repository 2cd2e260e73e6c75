using OrleansDro.Grains.Checkpoints;

namespace OrleansDro.Grains.Sampling.Attempts;

/// <summary>An attempt that is ready to recover its steps.</summary>
/// <param name="Attempt">The attempt.</param>
/// <param name="LoadOrigin">Loads the checkpoint from which it recovers the first time; null for none.</param>
internal sealed record StartedAttempt(RunningAttempt Attempt, Func<Task<Checkpoint?>> LoadOrigin);
