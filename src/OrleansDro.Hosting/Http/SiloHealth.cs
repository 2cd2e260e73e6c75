using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace OrleansDro.Hosting.Http;

/// <summary>Healthy while this process's silo takes calls.</summary>
internal sealed class SiloHealth(ISiloStatusOracle silos) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(
        silos.CurrentStatus == SiloStatus.Active ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy($"The silo is {silos.CurrentStatus}."));
}
