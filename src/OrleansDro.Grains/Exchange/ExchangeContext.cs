using OrleansDro.Abstractions.Runs;

namespace OrleansDro.Grains.Exchange;

/// <summary>Whose gradients are exchanged.</summary>
/// <param name="Reducers">Gives the reducers.</param>
/// <param name="Run">The run's name.</param>
/// <param name="Spec">The run's spec.</param>
/// <param name="Silo">The trainer's silo.</param>
internal sealed record ExchangeContext(GradientReducers Reducers, string Run, RunSpec Spec, string Silo);
