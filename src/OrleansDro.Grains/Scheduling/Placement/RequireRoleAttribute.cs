using Orleans.Placement;

namespace OrleansDro.Grains.Scheduling.Placement;

/// <summary>Places a grain only on silos that have a role.</summary>
/// <param name="role">The role.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false)]
internal sealed class RequireRoleAttribute(NodeRoles role) : PlacementFilterAttribute(new RequireRoleStrategy(role))
{
    /// <summary>The role.</summary>
    public NodeRoles Role => role;
}
