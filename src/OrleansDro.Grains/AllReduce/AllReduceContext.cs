using OrleansDro.Abstractions.Specs;

namespace OrleansDro.Grains.AllReduce;

/// <summary>The run and the silo in which a trainer takes part in all-reduces.</summary>
/// <param name="Registry">The all-reduces of the silo.</param>
/// <param name="Run">The run's name.</param>
/// <param name="Spec">The run's spec.</param>
/// <param name="Silo">The silo's address.</param>
internal sealed record AllReduceContext(SiloAllReduceRegistry Registry, string Run, RunSpec Spec, string Silo);
