using Orleans.Placement;

namespace OrleansDro.Grains.Scheduling.Placement;

/// <inheritdoc cref="RendezvousPlacement"/>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false)]
internal sealed class RendezvousPlacementAttribute() : PlacementAttribute(new RendezvousPlacement());
