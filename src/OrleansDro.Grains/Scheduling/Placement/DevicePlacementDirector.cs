using Orleans.Runtime.Placement;
using OrleansDro.Abstractions.Runs;

namespace OrleansDro.Grains.Scheduling.Placement;

/// <inheritdoc cref="DevicePlacement"/>
internal sealed class DevicePlacementDirector : IPlacementDirector
{
    /// <inheritdoc/>
    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        var (trainer, _) = TrainerId.Parse($"{target.GrainIdentity.Key}");
        var silo = SiloAddress.FromParsableString(trainer.Silo);
        return context.GetCompatibleSilos(target).Contains(silo)
            ? Task.FromResult(silo)
            : throw new SiloUnavailableException($"The silo of the trainer {trainer} has left the cluster, or has no devices.");
    }
}
