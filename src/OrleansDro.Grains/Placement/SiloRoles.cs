using Orleans.Runtime.MembershipService.SiloMetadata;

namespace OrleansDro.Grains.Placement;

/// <summary>Which silo has which role: each tells its own in its metadata, which others learn a moment after it has joined.</summary>
internal sealed class SiloRoles(ISiloMetadataCache metadata, IClusterMembershipService membership, ILocalSiloDetails local, NodeOptions node)
{
    /// <summary>The key of the roles in a silo's metadata.</summary>
    public const string Key = "orleansdro.roles";

    /// <summary>Whether a silo has a role.</summary>
    public bool Has(SiloAddress silo, NodeRoles role) => silo.Equals(local.SiloAddress)
        ? node.Roles.HasFlag(role)
        : metadata.GetSiloMetadata(silo).Metadata.TryGetValue(Key, out var text) && Enum.TryParse<NodeRoles>(text, out var roles) && roles.HasFlag(role);

    /// <summary>The silos of a role that take calls, in an order that all silos agree on.</summary>
    public SiloAddress[] Active(NodeRoles role) =>
    [
        .. membership.CurrentSnapshot.Members.Values
            .Where(member => member.Status == SiloStatus.Active && Has(member.SiloAddress, role))
            .Select(member => member.SiloAddress)
            .Order(),
    ];
}
