using Microsoft.Extensions.Hosting;

namespace OrleansDro.Hosting.Cluster;

/// <summary>Keeps a host from listening to signals: the process outlives its hosts, and decides itself.</summary>
internal sealed class NoLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
