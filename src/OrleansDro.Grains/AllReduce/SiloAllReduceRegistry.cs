using OrleansDro.Grains.AllReduce.Gradients;
using OrleansDro.Grains.AllReduce.Reducers;
using OrleansDro.Grains.Protocol.AllReduce;
using OrleansDro.Grains.Protocol.Coordination;

namespace OrleansDro.Grains.AllReduce;

/// <summary>The all-reduces of this silo: one for each generation that has trainers here. One that is not used for some time is removed.</summary>
internal sealed class SiloAllReduceRegistry(IReducerLocator reducers, TimeProvider clock)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Run, long Generation), SiloAllReduce> _allReduces = [];

    /// <summary>Adds a trainer to the all-reduce of a generation, until it calls <see cref="SiloAllReduce.Leave"/>.</summary>
    /// <param name="context">The run and the silo.</param>
    /// <param name="generation">The generation.</param>
    /// <param name="length">The number of values in a gradient.</param>
    public SiloAllReduce Join(AllReduceContext context, Generation generation, int length)
    {
        lock (_lock)
        {
            if (!_allReduces.TryGetValue((context.Run, generation.Number), out var allReduce))
            {
                _allReduces[(context.Run, generation.Number)] = allReduce = Create(context, generation, length);
            }

            allReduce.Join();
            return allReduce;
        }
    }

    /// <summary>The all-reduce of a generation whose members are all in this silo; null if there is none.</summary>
    public SiloAllReduce? FindLocal(string run, long generation)
    {
        lock (_lock)
        {
            return _allReduces.GetValueOrDefault((run, generation)) is { IsLocal: true } allReduce ? allReduce : null;
        }
    }

    /// <summary>Removes the all-reduces without trainers whose gradients were not asked for in the given time.</summary>
    public void RemoveUnused(TimeSpan keptFor)
    {
        lock (_lock)
        {
            foreach (var (name, allReduce) in _allReduces.Where(entry => !entry.Value.IsUsed && clock.GetElapsedTime(entry.Value.LastUsed) > keptFor))
            {
                _allReduces.Remove(name);
                allReduce.Dispose();
            }
        }
    }

    private SiloAllReduce Create(AllReduceContext context, Generation generation, int length)
    {
        var buffers = new GradientBuffers(length);
        var (format, layout) = (context.Spec.Exchange.Format, StepLayout.Of(context.Spec, generation));
        int[] expected = [.. generation.Members.Where(member => member.Trainer.Silo == context.Silo).SelectMany(layout.PartsOf)];
        IStepReducer reducer = generation.Members.All(member => member.Trainer.Silo == context.Silo)
            ? new LocalStepReducer(buffers, format)
            : new RemoteStepReducer(new ReducerChannel(ReducersOf(context, generation, length), length, format, layout.Parts.Count, clock), buffers);
        return new SiloAllReduce(layout.Parts.Count, expected, format, reducer, clock);
    }

    private (IGradientReducerService Service, GradientSlice Slice, bool IsElsewhere)[] ReducersOf(AllReduceContext context, Generation generation, int length) =>
    [
        .. Enumerable.Range(0, GradientSlices.CountFor(length)).Select(slice => (
            reducers.Of(generation, slice), new GradientSlice(context.Run, generation.Number, slice), GradientReducers.SiloOf(generation, slice) != context.Silo)),
    ];
}
