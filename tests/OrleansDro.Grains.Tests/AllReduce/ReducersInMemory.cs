using System.Collections.Concurrent;
using OrleansDro.Grains.AllReduce.Reducers;
using OrleansDro.Grains.Protocol.AllReduce;

namespace OrleansDro.Grains.Tests.AllReduce;

/// <summary>The reducers of all silos, without messages between them; they can be lost, and they count what they are asked.</summary>
internal sealed class ReducersInMemory(TimeProvider clock) : IGradientReducerService
{
    private readonly ConcurrentDictionary<GradientSlice, SliceReducer> _reducers = new();
    private int _questions, _supplies;

    /// <summary>What was contributed: slice, step and node.</summary>
    public ConcurrentQueue<(int Slice, long Step, TreeNode Node)> Contributions { get; } = [];

    public int Questions => Volatile.Read(ref _questions);

    public int Supplies => Volatile.Read(ref _supplies);

    public Task Contribute(GradientSlice slice, GradientContribution contribution)
    {
        ReducerOf(slice).Contribute(contribution with { Values = contribution.Values.ShareWithMessage() });
        Contributions.Enqueue((slice.Number, contribution.Step, contribution.Node));
        return Task.CompletedTask;
    }

    public Task Supply(GradientSlice slice, long step, ReducedGradient reduced)
    {
        ReducerOf(slice).Supply(step, reduced with { Values = reduced.Values.ShareWithMessage() });
        Interlocked.Increment(ref _supplies);
        return Task.CompletedTask;
    }

    public Task<ReduceReply> GetReduced(GradientSlice slice, long step, TimeSpan patience)
    {
        Interlocked.Increment(ref _questions);
        return ReducerOf(slice).GetReduced(step, patience);
    }

    /// <summary>Forgets all, as if the silos were others.</summary>
    public void Lose() => _reducers.Clear();

    private SliceReducer ReducerOf(GradientSlice slice) => _reducers.GetOrAdd(slice, _ => new SliceReducer(clock));
}
