namespace OrleansDro.Grains.Scheduling.Placement;

/// <summary>Places a grain by <see cref="Rendezvous"/> over its key.</summary>
internal sealed class RendezvousPlacement : PlacementStrategy
{
    /// <summary>What is hashed for a grain.</summary>
    public static string KeyOf(GrainId grain) => grain.ToString();
}
