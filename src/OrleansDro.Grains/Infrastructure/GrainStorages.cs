using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Storage;

namespace OrleansDro.Grains.Infrastructure;

/// <summary>Opens the storage for grains.</summary>
internal sealed class GrainStorages([FromKeyedServices(GrainServices.StorageName)] IGrainStorage storage, ILogger<StorageOfGrain> logger)
{
    /// <summary>The part of a grain.</summary>
    public StorageOfGrain Of(GrainId grain) => new(storage, grain, logger);
}
