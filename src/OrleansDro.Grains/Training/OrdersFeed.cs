using OrleansDro.Abstractions.Training;

namespace OrleansDro.Grains.Training;

/// <summary>The latest orders of a run to one of its trainers.</summary>
internal sealed class OrdersFeed
{
    private readonly Signal _changed = new();

    /// <summary>The latest orders; null before the first.</summary>
    public TrainerOrders? Latest { get; private set; }

    /// <summary>Ends with the next change.</summary>
    public Task Changed => _changed.Next;

    /// <summary>Tells, within its turn, who has to know at once.</summary>
    public event Action? OnChange;

    /// <summary>Takes newer orders.</summary>
    public void Take(TrainerOrders orders)
    {
        if (Latest is null || orders.Version > Latest.Version)
        {
            Latest = orders;
            OnChange?.Invoke();
            _changed.Raise();
        }
    }

    /// <summary>Begins anew, as whoever gives the orders may count from another number.</summary>
    public void Wake() => _changed.Raise();

    /// <summary>The generation that takes a step, or null.</summary>
    public Generation? For(long step) => Latest?.Generations.Where(generation => generation.FromStep <= step).MaxBy(generation => generation.Number);
}
