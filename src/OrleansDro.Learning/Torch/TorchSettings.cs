namespace OrleansDro.Learning.Torch;

/// <summary>What <see cref="TorchRuntime.Prepare"/> has decided for the process.</summary>
/// <param name="Cores">
/// The cores that the process may use: those of its affinity, and no more than its control group allows, rounded up to whole cores.
/// </param>
/// <param name="Spinning">How long threads spin while they wait.</param>
public sealed record TorchSettings(int Cores, SpinDecision Spinning);
