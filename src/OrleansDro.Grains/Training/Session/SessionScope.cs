using OrleansDro.Grains.AllReduce;
using OrleansDro.Grains.Protocol.Coordination;
using OrleansDro.Grains.Training.Context;
using OrleansDro.Grains.Training.Replicas;

namespace OrleansDro.Grains.Training.Session;

/// <summary>What a training session may do under the latest orders: which steps it takes, and whether it is over.</summary>
/// <param name="context">The run and the trainer.</param>
/// <param name="live">The replica, which has the run's state when the session starts.</param>
/// <param name="ended">Ends all work of the session.</param>
internal sealed class SessionScope(TrainerContext context, LiveReplica live, CancellationToken ended)
{
    private long? _leavesAfter;

    /// <summary>The attempt of the run to which the state belongs.</summary>
    public long Attempt { get; } = live.Attempt;

    /// <summary>Ends all work of the session.</summary>
    public CancellationToken Ended => ended;

    /// <summary>The latest generations, oldest first.</summary>
    public IReadOnlyList<Generation> RecentGenerations => context.Orders.Latest?.Generations ?? [];

    /// <summary>Whether any trainer computes the same bits for the step in flight.</summary>
    public bool IsBitIdentical => StepReproducibility.IsBitIdentical(context.Spec, RecentGenerations);

    /// <summary>Whether the session ends: by orders, as the state is lost, or as the trainer has left.</summary>
    public bool IsOver => ended.IsCancellationRequested
        || live.Step is not { } step
        || context.Orders.Latest is not { Phase: RunPhase.Train, MustDiscardState: false } orders
        || orders.Attempt != Attempt
        || (HasLeft(step) && FindMember(GenerationFor(step)) is null);

    /// <summary>Lets the trainer leave after the step in flight.</summary>
    public void Leave() => _leavesAfter ??= live.Step;

    /// <summary>Whether the trainer takes a step no more, as it leaves before it.</summary>
    public bool HasLeft(long step) => step > _leavesAfter;

    /// <summary>The generation that takes a step, or null if there is none.</summary>
    public Generation? GenerationFor(long step) => context.Orders.GenerationFor(step);

    /// <summary>Whether a generation still takes a step.</summary>
    /// <remarks>Generations are compared by number, as each message creates its own instance.</remarks>
    public bool IsTakenBy(Generation generation, long step) => GenerationFor(step)?.Number == generation.Number;

    /// <summary>The trainer's part in a generation; null if it is no member.</summary>
    public GenerationMember? FindMember(Generation? generation) => generation?.Find(context.Trainer);

    /// <summary>The micro-batches that the trainer computes in a step; none if it is no member.</summary>
    public int[] MicroBatchesOf(long step) => FindMember(GenerationFor(step))?.MicroBatches ?? [];

    /// <summary>Whether the trainer is the first member of a generation, which saves the run's checkpoints.</summary>
    public bool IsFirst(Generation? generation) => generation?.Members is [var first, ..] && first.Trainer == context.Trainer;
}
