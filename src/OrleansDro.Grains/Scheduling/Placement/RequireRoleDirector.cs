using Orleans.Placement;
using Orleans.Runtime.Placement;

namespace OrleansDro.Grains.Scheduling.Placement;

/// <summary>Filters the silos that have the role.</summary>
internal sealed class RequireRoleDirector(SiloRoles roles) : IPlacementFilterDirector
{
    /// <inheritdoc/>
    /// <exception cref="SiloUnavailableException">No silo has the role. The caller may retry, because one may join.</exception>
    public IEnumerable<SiloAddress> Filter(PlacementFilterStrategy filterStrategy, PlacementTarget target, IEnumerable<SiloAddress> silos)
    {
        var role = ((RequireRoleStrategy)filterStrategy).Role;
        SiloAddress[] fitting = [.. silos.Where(silo => roles.Has(silo, role))];
        return fitting.Length > 0 ? fitting : throw new SiloUnavailableException($"No {role.ToString().ToLowerInvariant()} silo is available.");
    }
}
