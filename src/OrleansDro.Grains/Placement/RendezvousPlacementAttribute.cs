using Orleans.Placement;

namespace OrleansDro.Grains.Placement;

/// <inheritdoc cref="RendezvousPlacement"/>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false)]
internal sealed class RendezvousPlacementAttribute() : PlacementAttribute(new RendezvousPlacement());
