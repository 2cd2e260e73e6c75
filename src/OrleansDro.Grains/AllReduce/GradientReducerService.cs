using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using OrleansDro.Grains.AllReduce.Reducers;
using OrleansDro.Grains.Protocol.AllReduce;

namespace OrleansDro.Grains.AllReduce;

/// <summary>
/// The reducers of this silo. They work on the thread pool, several at a time, and are removed after some time without use. If all members of a generation are in this silo, its
/// gradients are added up in <see cref="SiloAllReduce"/>, and other silos get them from there.
/// </summary>
internal sealed class GradientReducerService(GrainId id, Silo silo, ILoggerFactory logging, SiloAllReduceRegistry allReduces, TimeProvider clock)
    : GrainService(id, silo, logging), IGradientReducerService
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(2);

    private readonly ConcurrentDictionary<GradientSlice, SliceReducer> _reducers = new();
    private ITimer? _cleaning;

    /// <inheritdoc/>
    public override Task Start()
    {
        _cleaning = clock.CreateTimer(_ => RemoveUnused(), null, KeptFor, KeptFor);
        return base.Start();
    }

    /// <inheritdoc/>
    public override async Task Stop()
    {
        await (_cleaning?.DisposeAsync() ?? ValueTask.CompletedTask);
        await base.Stop();
    }

    /// <inheritdoc/>
    public Task Contribute(GradientSlice slice, GradientContribution contribution) => Task.Run(() => ReducerOf(slice).Contribute(contribution));

    /// <inheritdoc/>
    public Task PutReduced(GradientSlice slice, long step, ReducedGradient reduced)
    {
        ReducerOf(slice).PutReduced(step, reduced);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<ReduceReply> GetReduced(GradientSlice slice, long step, TimeSpan timeout) => allReduces.FindLocal(slice.Run, slice.Generation) is { } local
        ? local.GetSlice(slice.Number, step, timeout)
        : ReducerOf(slice).GetReduced(step, timeout);

    private SliceReducer ReducerOf(GradientSlice slice)
    {
        var reducer = _reducers.GetOrAdd(slice, _ => new SliceReducer(clock));
        reducer.LastUsed = clock.GetTimestamp();
        return reducer;
    }

    private void RemoveUnused()
    {
        foreach (var (slice, _) in _reducers.Where(reducer => clock.GetElapsedTime(reducer.Value.LastUsed) > KeptFor))
        {
            _reducers.TryRemove(slice, out _);
        }

        allReduces.RemoveUnused(KeptFor);
    }
}
