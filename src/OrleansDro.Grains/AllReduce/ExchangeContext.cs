using OrleansDro.Abstractions.Specs;

namespace OrleansDro.Grains.AllReduce;

/// <summary>Whose gradients are exchanged.</summary>
/// <param name="Exchanges">The silo's exchanges.</param>
/// <param name="Run">The run's name.</param>
/// <param name="Spec">The run's spec.</param>
/// <param name="Silo">The silo.</param>
internal sealed record ExchangeContext(SiloExchanges Exchanges, string Run, RunSpec Spec, string Silo);
