using Orleans.Runtime.MembershipService.SiloMetadata;

namespace OrleansDro.Grains.Scheduling.Placement;

/// <summary>The roles of each silo. A silo publishes its own in its metadata, which other silos read shortly after it has joined.</summary>
internal sealed class SiloRoles(ISiloMetadataCache metadata, ILocalSiloDetails local, NodeOptions node)
{
    /// <summary>The key of the roles in a silo's metadata.</summary>
    public const string Key = "orleansdro.roles";

    /// <summary>Whether a silo has a role.</summary>
    public bool Has(SiloAddress silo, NodeRoles role) => silo.Equals(local.SiloAddress)
        ? node.Roles.HasFlag(role)
        : metadata.GetSiloMetadata(silo).Metadata.TryGetValue(Key, out var text) && Enum.TryParse<NodeRoles>(text, out var roles) && roles.HasFlag(role);
}
