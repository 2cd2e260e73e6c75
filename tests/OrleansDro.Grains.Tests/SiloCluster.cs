using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.Storage;
using Orleans.TestingHost;
using OrleansDro.Grains.Tests.Infrastructure;
using OrleansDro.Grains.Tests.Training.Fakes;
using OrleansDro.Learning.Configuration;

namespace OrleansDro.Grains.Tests;

/// <summary>Several silos in this process, for tests that lose some of them.</summary>
internal sealed class SiloCluster : IAsyncDisposable
{
    private readonly InProcessTestCluster _cluster;

    private SiloCluster(InProcessTestCluster cluster, SharedStorage storage) => (_cluster, Storage) = (cluster, storage);

    public IGrainFactory Grains => _cluster.Client;

    /// <summary>What outlives the silos.</summary>
    public SharedStorage Storage { get; }

    /// <summary>The silos that run.</summary>
    public IReadOnlyList<InProcessSiloHandle> Silos => _cluster.Silos;

    /// <summary>Starts silos of all roles, each with one CPU.</summary>
    /// <param name="silos">How many.</param>
    /// <param name="extend">Adds to what runs can name.</param>
    /// <param name="configure">Configures each silo further.</param>
    public static async Task<SiloCluster> StartAsync(short silos, Action<LearningCatalog>? extend = null, Action<ISiloBuilder>? configure = null)
    {
        var storage = new SharedStorage();
        var builder = new InProcessTestClusterBuilder(silos);
        builder.ConfigureSilo((_, silo) =>
        {
            var catalog = LearningCatalog.CreateDefault();
            extend?.Invoke(catalog);
            silo.Services.AddSingleton(catalog);
            silo.Services.AddKeyedSingleton<IGrainStorage>(GrainServices.StorageName, storage);
            silo.Configure<ClusterMembershipOptions>(options => (options.ProbeTimeout, options.NumMissedProbesLimit) = (TimeSpan.FromMilliseconds(500), 2));
#pragma warning disable ORLEANSEXP003 // The directory that the clusters use.
            silo.AddDistributedGrainDirectory();
#pragma warning restore ORLEANSEXP003
            silo.Configure<GrainDirectoryOptions>(options => options.RangeLeaseDuration = TimeSpan.Zero);
            silo.AddOrleansDroGrains(new NodeOptions { AllowsAnyFolder = true });
            silo.RemoveFakeGrains();
            configure?.Invoke(silo);
        });
        var cluster = builder.Build();
        await cluster.DeployAsync();
        return new SiloCluster(cluster, storage);
    }

    /// <summary>Starts one more silo.</summary>
    public async Task JoinAsync()
    {
        await _cluster.StartAdditionalSiloAsync();
        await _cluster.WaitForLivenessToStabilizeAsync();
    }

    /// <summary>Ends a silo without a word.</summary>
    public async Task KillAsync(InProcessSiloHandle silo)
    {
        await _cluster.KillSiloAsync(silo);
        await _cluster.WaitForLivenessToStabilizeAsync();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _cluster.DisposeAsync();
}
