namespace OrleansDro.Grains.Scheduling.Placement;

/// <summary>Places a trainer, or what is to be beside it, in the silo that its key names, or nowhere.</summary>
internal sealed class DevicePlacement : PlacementStrategy;
