using Orleans.Runtime.Placement;

namespace OrleansDro.Grains.Scheduling.Placement;

/// <inheritdoc cref="RendezvousPlacement"/>
internal sealed class RendezvousPlacementDirector : IPlacementDirector
{
    /// <inheritdoc/>
    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context) =>
        Task.FromResult(Rendezvous.Choose(RendezvousPlacement.KeyOf(target.GrainIdentity), context.GetCompatibleSilos(target)));
}
