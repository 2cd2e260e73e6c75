using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OrleansDro.FaultInjection.Processes;
using OrleansDro.Grains;
using OrleansDro.Hosting.Cluster;

namespace OrleansDro.Cluster.Tests.Processes;

public sealed class ClusterSiloTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Run_PortIsTakenAfterItWasFoundFree_TakesAnother()
    {
        Requirements.SkipUnlessMet();
        await using var redis = await RedisServer.StartNewAsync(TestContext.Current.CancellationToken);
        var address = RedisAddress.TryParse(redis.Address, out var parsed) ? parsed : throw new FormatException(redis.Address);
        using var rival = new Rival();
        var options = new ClusterSiloOptions
        {
            Cluster = new ClusterAddress(new RedisAccess(address)),
            Node = new NodeOptions { Roles = NodeRoles.Control },
            ConfigureServices = services => services.AddHostedService(provider => new TakePort(rival, provider.GetRequiredService<ILocalSiloDetails>())),
        };
        var ready = new TaskCompletionSource<SiloEndpoints>();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var silo = ClusterSilo.RunAsync(options, ready.SetResult, stop.Token);
        try
        {
            Assert.Same(ready.Task, await Task.WhenAny(ready.Task, silo).WaitAsync(Limit, TestContext.Current.CancellationToken));
            Assert.NotNull(rival.Port);
            Assert.NotEqual(rival.Port, IPEndPoint.Parse((await ready.Task).Silo.Split('@')[0]).Port);
        }
        finally
        {
            await stop.CancelAsync();
            await silo;
        }
    }

    /// <summary>Another process that takes the first port that it hears of.</summary>
    private sealed class Rival : IDisposable
    {
        private TcpListener? _listener;

        public int? Port { get; private set; }

        public void Take(int port)
        {
            if (_listener is null)
            {
                _listener = new TcpListener(IPAddress.Loopback, port);
                _listener.Start();
                Port = port;
            }
        }

        public void Dispose() => _listener?.Dispose();
    }

    /// <summary>Starts before the silo does.</summary>
    private sealed class TakePort(Rival rival, ILocalSiloDetails silo) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            rival.Take(silo.SiloAddress.Endpoint.Port);
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
