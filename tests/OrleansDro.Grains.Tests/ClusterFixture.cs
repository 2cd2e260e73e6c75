using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Orleans.Storage;
using Orleans.TestingHost;
using OrleansDro.Grains.Tests.Training.Fakes;
using OrleansDro.Learning.Configuration;

namespace OrleansDro.Grains.Tests;

/// <summary>One silo for all tests of this project; runs differ by their names.</summary>
public sealed class ClusterFixture : IAsyncLifetime
{
    private InProcessTestCluster? _cluster;

    public IGrainFactory Grains => _cluster!.Client;

    public async ValueTask InitializeAsync()
    {
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddSingleton(_ => LearningCatalog.CreateDefault().AddDataSet<UnreadableOptions>("unreadable", (options, _) => new UnreadableDataSet(options)));
            silo.AddMemoryGrainStorage(GrainServices.StorageName, storage => storage.Configure<Serializer>(
                (memory, serializer) => memory.GrainStorageSerializer = new OrleansGrainStorageSerializer(serializer)));
            silo.AddOrleansDroGrains(new NodeOptions { Devices = ["cpu:0", "cpu:1", "cpu:2", "cpu:3", "cpu:4"], AllowsAnyFolder = true });
            silo.RemoveFakeGrains();
        });
        _cluster = builder.Build();
        await _cluster.DeployAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }
    }
}
