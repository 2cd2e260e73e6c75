using Orleans.Metadata;
using Orleans.Placement;

namespace OrleansDro.Grains.Scheduling.Placement;

/// <summary>The role that a grain requires of its silo. It is stored in the properties of the grain's type.</summary>
internal sealed class RequireRoleStrategy(NodeRoles role) : PlacementFilterStrategy(order: 0)
{
    private const string Property = "role";

    /// <summary>Needed by Orleans, which then reads the role from the grain's properties.</summary>
    public RequireRoleStrategy()
        : this(NodeRoles.None)
    {
    }

    /// <summary>The role.</summary>
    public NodeRoles Role { get; private set; } = role;

    /// <inheritdoc/>
    public override void AdditionalInitialize(GrainProperties properties) =>
        Role = Enum.Parse<NodeRoles>(GetPlacementFilterGrainProperty(Property, properties) ?? throw new InvalidOperationException("The properties of the grain's type name no role."));

    /// <inheritdoc/>
    protected override IEnumerable<KeyValuePair<string, string>> GetAdditionalGrainProperties(
        IServiceProvider services, Type grainClass, GrainType grainType, IReadOnlyDictionary<string, string> existingProperties) => [new(Property, Role.ToString())];
}
