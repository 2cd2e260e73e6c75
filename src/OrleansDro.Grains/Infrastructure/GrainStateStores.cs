using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Storage;

namespace OrleansDro.Grains.Infrastructure;

/// <summary>Opens the storage of the cluster for grains.</summary>
internal sealed class GrainStateStores([FromKeyedServices(GrainServices.StorageName)] IGrainStorage storage, ILogger<GrainStateStore> logger)
{
    /// <summary>The part of the storage that belongs to a grain.</summary>
    /// <param name="grain">The grain.</param>
    public GrainStateStore Of(GrainId grain) => new(storage, grain, logger);
}
