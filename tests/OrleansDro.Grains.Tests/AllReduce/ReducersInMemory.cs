using System.Collections.Concurrent;
using OrleansDro.Grains.AllReduce.Reducers;
using OrleansDro.Grains.Protocol.AllReduce;
using OrleansDro.Grains.Protocol.Coordination;

namespace OrleansDro.Grains.Tests.AllReduce;

/// <summary>The reducers of all silos, without messages between them. They can be lost, and they count their calls.</summary>
internal sealed class ReducersInMemory(TimeProvider clock) : IGradientReducerService, IReducerLocator
{
    private readonly ConcurrentDictionary<GradientSlice, SliceReducer> _reducers = new();
    private int _questions, _put;

    /// <summary>The contributions: slice, step and node.</summary>
    public ConcurrentQueue<(int Slice, long Step, TreeNode Node)> Contributions { get; } = [];

    public int Questions => Volatile.Read(ref _questions);

    public int PutCount => Volatile.Read(ref _put);

    public IGradientReducerService Of(Generation generation, int slice) => this;

    public Task Contribute(GradientSlice slice, GradientContribution contribution)
    {
        ReducerOf(slice).Contribute(contribution with { Values = contribution.Values.ShareWithMessage() });
        Contributions.Enqueue((slice.Number, contribution.Step, contribution.Node));
        return Task.CompletedTask;
    }

    public Task PutReduced(GradientSlice slice, long step, ReducedGradient reduced)
    {
        ReducerOf(slice).PutReduced(step, reduced with { Values = reduced.Values.ShareWithMessage() });
        Interlocked.Increment(ref _put);
        return Task.CompletedTask;
    }

    public Task<ReduceReply> GetReduced(GradientSlice slice, long step, TimeSpan timeout)
    {
        Interlocked.Increment(ref _questions);
        return ReducerOf(slice).GetReduced(step, timeout);
    }

    /// <summary>Loses all contributions and results, as if the silos had been replaced.</summary>
    public void Lose() => _reducers.Clear();

    private SliceReducer ReducerOf(GradientSlice slice) => _reducers.GetOrAdd(slice, _ => new SliceReducer(clock));
}
