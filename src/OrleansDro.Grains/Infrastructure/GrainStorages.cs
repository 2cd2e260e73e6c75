using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Storage;

namespace OrleansDro.Grains.Infrastructure;

/// <summary>Opens the storage for grains.</summary>
internal sealed class GrainStateStores([FromKeyedServices(GrainServices.StorageName)] IGrainStorage storage, ILogger<GrainStateStore> logger)
{
    /// <summary>The part of a grain.</summary>
    public GrainStateStore Of(GrainId grain) => new(storage, grain, logger);
}
