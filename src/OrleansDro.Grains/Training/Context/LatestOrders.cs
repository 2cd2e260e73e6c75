using OrleansDro.Grains.Infrastructure;
using OrleansDro.Grains.Protocol.Coordination;

namespace OrleansDro.Grains.Training.Context;

/// <summary>The latest orders of a run to one of its trainers.</summary>
internal sealed class LatestOrders
{
    private readonly AsyncPulse _changed = new();

    /// <summary>The latest orders; null before the first.</summary>
    public TrainerOrders? Latest { get; private set; }

    /// <summary>Ends with the next change.</summary>
    public Task Changed => _changed.Next;

    /// <summary>Is raised before <see cref="Update"/> returns.</summary>
    public event Action? OnChange;

    /// <summary>Takes orders, unless they are older. Orders of one version can differ in what they require of this trainer alone.</summary>
    public void Update(TrainerOrders orders)
    {
        if (Latest is null || orders.Version > Latest.Version || (orders.Version == Latest.Version && OwnPart(orders) != OwnPart(Latest)))
        {
            Latest = orders;
            OnChange?.Invoke();
            _changed.Raise();
        }
    }

    /// <summary>Ends all waits for orders, as none will arrive.</summary>
    public void WakeWaiters() => _changed.Raise();

    /// <summary>The generation that takes a step, or null if there is none.</summary>
    public Generation? GenerationFor(long step) => Generation.InCharge(Latest?.Generations ?? [], step);

    private static (StateSource? Source, bool WantsDataSummary, bool MustDiscardState) OwnPart(TrainerOrders orders) => (orders.Source, orders.WantsDataSummary, orders.MustDiscardState);
}
