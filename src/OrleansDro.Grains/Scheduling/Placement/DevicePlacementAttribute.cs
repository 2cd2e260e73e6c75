using Orleans.Placement;

namespace OrleansDro.Grains.Scheduling.Placement;

/// <inheritdoc cref="DevicePlacement"/>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false)]
internal sealed class DevicePlacementAttribute() : PlacementAttribute(new DevicePlacement());
