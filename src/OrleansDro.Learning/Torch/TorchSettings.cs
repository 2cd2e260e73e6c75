namespace OrleansDro.Learning.Torch;

/// <summary>The settings of the process, decided by <see cref="TorchRuntime.Prepare"/>.</summary>
/// <param name="Cores">
/// The cores that the process may use: those of its affinity, and no more than its control group allows, rounded up to whole cores.
/// </param>
/// <param name="Spinning">How long threads spin while they wait.</param>
public sealed record TorchSettings(int Cores, SpinDecision Spinning);
