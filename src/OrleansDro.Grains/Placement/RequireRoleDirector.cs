using Orleans.Placement;
using Orleans.Runtime.Placement;

namespace OrleansDro.Grains.Placement;

/// <summary>Leaves the silos that have the role.</summary>
internal sealed class RequireRoleDirector(SiloRoles roles) : IPlacementFilterDirector
{
    /// <inheritdoc/>
    public IEnumerable<SiloAddress> Filter(PlacementFilterStrategy filterStrategy, PlacementTarget target, IEnumerable<SiloAddress> silos)
    {
        var role = ((RequireRoleStrategy)filterStrategy).Role;
        return silos.Where(silo => roles.Has(silo, role));
    }
}
