namespace OrleansDro.Grains.Scheduling.Placement;

/// <summary>Places a trainer, or a grain that must share its silo, on the silo that its key names, and on no other.</summary>
internal sealed class DevicePlacement : PlacementStrategy;
