
namespace OrleansDro.Grains.Placement;

/// <summary>Places a trainer in the silo that its key names, or nowhere.</summary>
internal sealed class DevicePlacement : PlacementStrategy;
