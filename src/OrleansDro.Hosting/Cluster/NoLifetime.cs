using Microsoft.Extensions.Hosting;

namespace OrleansDro.Hosting.Cluster;

/// <summary>Prevents a host from handling signals: the process outlives its hosts and handles signals itself.</summary>
internal sealed class NoLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
