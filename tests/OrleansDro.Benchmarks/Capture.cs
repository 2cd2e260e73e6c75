using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace OrleansDro.Benchmarks;

/// <summary>Hands a service of a silo out once the silo is up.</summary>
internal sealed class Capture<T>(IServiceProvider services, TaskCompletionSource<T> result) : IHostedService
    where T : notnull
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        result.TrySetResult(services.GetRequiredService<T>());
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
