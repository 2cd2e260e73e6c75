using OrleansDro.Grains.Protocol.Coordination;

namespace OrleansDro.Grains.Training.Lifecycle;

/// <summary>What the latest orders require of a trainer whose replica is built. The nested types are all that exist.</summary>
internal abstract record OrderedWork
{
    private OrderedWork()
    {
    }

    /// <summary>The run needs the trainer no more.</summary>
    public sealed record Stop : OrderedWork;

    /// <summary>The replica's state is invalid.</summary>
    public sealed record DiscardState : OrderedWork;

    /// <summary>The replica needs the run's state.</summary>
    /// <param name="Attempt">The attempt of the run.</param>
    /// <param name="Source">Where the state is.</param>
    public sealed record AcquireState(long Attempt, StateSource Source) : OrderedWork;

    /// <summary>Take steps.</summary>
    public sealed record Train : OrderedWork;

    /// <summary>Predict validation cases.</summary>
    public sealed record Evaluate : OrderedWork;

    /// <summary>Wait for other orders.</summary>
    public sealed record Wait : OrderedWork;

    /// <summary>Decides what to do.</summary>
    /// <param name="orders">The latest orders; null before the first.</param>
    /// <param name="step">The step that the replica takes next; null while it has no state.</param>
    /// <param name="attempt">The attempt to which the replica's state belongs.</param>
    public static OrderedWork Of(TrainerOrders? orders, long? step, long attempt) => (orders, step) switch
    {
        (null, _) => new Wait(),
        ({ Phase: RunPhase.Over }, _) => new Stop(),
        ({ Source: { } source }, null) => new AcquireState(orders.Attempt, source),
        (_, null) => new Wait(),
        _ when orders.MustDiscardState || orders.Attempt != attempt => new DiscardState(),
        ({ Phase: RunPhase.Train }, _) => new Train(),
        ({ Phase: RunPhase.Evaluate }, _) => new Evaluate(),
        _ => new Wait(),
    };
}
