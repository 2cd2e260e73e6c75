using Microsoft.Extensions.DependencyInjection;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Hosting.Http;
using OrleansDro.Learning.Configuration;

namespace OrleansDro.Hosting.Tests;

/// <summary>A cluster that answers over HTTP, with one completed run.</summary>
public sealed class ServerFixture : IAsyncLifetime
{
    public const string Run = "server-run";
    public const string Token = "a token of the test";

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);
    private EmbeddedCluster? _cluster;

    public HttpClient Client { get; } = new();

    public EmbeddedCluster Cluster => _cluster!;

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    public async ValueTask InitializeAsync()
    {
        _cluster = await EmbeddedCluster.StartAsync(
            services => services.AddSingleton(Clock).AddSingleton(_ => LearningCatalog.CreateDefault().AddDataSet<NoOptions>("odd-names", (_, _) => new OddNames())),
            new HttpApiOptions { Token = Token });
        Client.BaseAddress = _cluster.HttpAddress;
        await _cluster.Grains.GetGrain<IRunGrain>(Run).Start(new RunStart { Spec = Spec(Run, steps: 8) });
        await Until(Run, status => status.State == RunState.Completed);
    }

    public static RunSpec Spec(string name, int steps) => new()
    {
        Name = name,
        Seed = 5,
        Steps = steps,
        BatchSize = 4,
        Data = new ComponentSpec("odd-names"),
        Model = new ComponentSpec("unet3d", """{"channels": [4, 8]}"""),
        Loss = new ComponentSpec("diceCrossEntropy"),
        Optimizer = new ComponentSpec("sgd", """{"learningRate": 0.01}"""),
        Sampling = new ComponentSpec("hardness", """{"beta": 5}"""),
        Compute = new ComputeSpec { Threads = 1 },
    };

    /// <summary>Waits until a run that does not fail has an expected status.</summary>
    public Task<RunStatus> Until(string run, Predicate<RunStatus> isReached)
    {
        return Eventually.GetAsync(ReadAsync, isReached, status => $"{status}", Limit, CancellationToken.None);

        async Task<RunStatus> ReadAsync()
        {
            var status = await Cluster.Grains.GetGrain<IRunGrain>(run).GetStatus();
            Assert.True(status.Failure is null, status.Failure?.Details ?? status.Failure?.Message);
            return status;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }
    }
}
