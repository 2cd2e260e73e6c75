using OrleansDro.Grains.Infrastructure;
using OrleansDro.Grains.Protocol.Coordination;

namespace OrleansDro.Grains.Training.Context;

/// <summary>The latest orders of a run to one of its trainers.</summary>
internal sealed class OrdersFeed
{
    private readonly AsyncPulse _changed = new();

    /// <summary>The latest orders; null before the first.</summary>
    public TrainerOrders? Latest { get; private set; }

    /// <summary>Ends with the next change.</summary>
    public Task Changed => _changed.Next;

    /// <summary>Tells, within its turn, who has to know at once.</summary>
    public event Action? OnChange;

    /// <summary>Takes orders, unless they are older. Those of one version can differ in what concerns this trainer alone.</summary>
    public void Take(TrainerOrders orders)
    {
        if (Latest is null || orders.Version > Latest.Version || (orders.Version == Latest.Version && ForOneOf(orders) != ForOneOf(Latest)))
        {
            Latest = orders;
            OnChange?.Invoke();
            _changed.Raise();
        }
    }

    private static (StateSource? Source, bool WantsData, bool MustForget) ForOneOf(TrainerOrders orders) => (orders.Source, orders.WantsData, orders.MustForget);

    /// <summary>Ends a wait for orders, as none will come.</summary>
    public void Wake() => _changed.Raise();

    /// <summary>The generation that takes a step, or null.</summary>
    public Generation? For(long step) => Generation.InCharge(Latest?.Generations ?? [], step);
}
