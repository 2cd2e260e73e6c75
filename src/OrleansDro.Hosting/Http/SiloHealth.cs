using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace OrleansDro.Hosting.Http;

/// <summary>Healthy while the silo of this process accepts calls. Unhealthy as soon as it is asked to stop, so that no new requests are sent to it.</summary>
internal sealed class SiloHealth(ISiloStatusOracle silos, IHostApplicationLifetime lifetime) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var status = lifetime.ApplicationStopping.IsCancellationRequested ? SiloStatus.ShuttingDown : silos.CurrentStatus;
        return Task.FromResult(status == SiloStatus.Active ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy($"The silo is {status}."));
    }
}
