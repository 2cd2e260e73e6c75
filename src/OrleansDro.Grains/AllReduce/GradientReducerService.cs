using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using OrleansDro.Grains.AllReduce.Reducers;
using OrleansDro.Grains.Protocol.AllReduce;

namespace OrleansDro.Grains.AllReduce;

/// <summary>
/// The reducers of this silo. They work on the thread pool, several at a time, and are given up when nobody has asked for them for a while. What is added up in this silo
/// alone is had from there, for those of other silos who ask for it.
/// </summary>
internal sealed class GradientReducerService(GrainId id, Silo silo, ILoggerFactory logging, SiloExchanges exchanges, TimeProvider clock) : GrainService(id, silo, logging), IGradientReducerService
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(2);

    private readonly ConcurrentDictionary<GradientSlice, SliceReducer> _reducers = new();
    private ITimer? _cleaning;

    /// <inheritdoc/>
    public override Task Start()
    {
        _cleaning = clock.CreateTimer(_ => GiveUpUnused(), null, KeptFor, KeptFor);
        return base.Start();
    }

    /// <inheritdoc/>
    public override async Task Stop()
    {
        await (_cleaning?.DisposeAsync() ?? ValueTask.CompletedTask);
        await base.Stop();
    }

    public Task Contribute(GradientSlice slice, GradientContribution contribution) => Task.Run(() => ReducerOf(slice).Contribute(contribution));

    public Task Supply(GradientSlice slice, long step, ReducedGradient reduced)
    {
        ReducerOf(slice).Supply(step, reduced);
        return Task.CompletedTask;
    }

    public Task<ReduceReply> GetReduced(GradientSlice slice, long step, TimeSpan patience) => exchanges.FindWhole(slice.Run, slice.Generation) is { } here
        ? here.GetSlice(slice.Number, step, patience)
        : ReducerOf(slice).GetReduced(step, patience);

    private SliceReducer ReducerOf(GradientSlice slice)
    {
        var reducer = _reducers.GetOrAdd(slice, _ => new SliceReducer(clock));
        reducer.LastUsed = clock.GetTimestamp();
        return reducer;
    }

    private void GiveUpUnused()
    {
        foreach (var (slice, _) in _reducers.Where(reducer => clock.GetElapsedTime(reducer.Value.LastUsed) > KeptFor))
        {
            _reducers.TryRemove(slice, out _);
        }

        exchanges.GiveUpUnused(KeptFor);
    }
}
