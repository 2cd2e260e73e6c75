using OrleansDro.Grains.AllReduce.Gradients;
using OrleansDro.Grains.AllReduce.Reducers;
using OrleansDro.Grains.Protocol.AllReduce;
using OrleansDro.Grains.Protocol.Coordination;

namespace OrleansDro.Grains.AllReduce;

/// <summary>The exchanges of this silo: one for each generation of which it has trainers. Given up when nobody has asked for them for a while.</summary>
internal sealed class SiloExchanges(GradientReducers reducers, TimeProvider clock)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Run, long Generation), SiloExchange> _exchanges = [];

    /// <summary>Has a trainer take part in the exchange of a generation, until it leaves.</summary>
    /// <param name="context">The trainer's surroundings.</param>
    /// <param name="generation">The generation.</param>
    /// <param name="numbers">Numbers of a gradient.</param>
    public SiloExchange Join(ExchangeContext context, Generation generation, int numbers)
    {
        lock (_lock)
        {
            if (!_exchanges.TryGetValue((context.Run, generation.Number), out var exchange))
            {
                _exchanges[(context.Run, generation.Number)] = exchange = Create(context, generation, numbers);
            }

            exchange.Join();
            return exchange;
        }
    }

    /// <summary>The exchange of a generation whose members are all in this silo, or null where there is none.</summary>
    public SiloExchange? FindWhole(string run, long generation)
    {
        lock (_lock)
        {
            return _exchanges.GetValueOrDefault((run, generation)) is { IsWhole: true } exchange ? exchange : null;
        }
    }

    /// <summary>Gives up those that nobody has asked for in a time.</summary>
    public void GiveUpUnused(TimeSpan keptFor)
    {
        lock (_lock)
        {
            foreach (var (name, exchange) in _exchanges.Where(exchange => !exchange.Value.IsUsed && clock.GetElapsedTime(exchange.Value.LastUsed) > keptFor))
            {
                _exchanges.Remove(name);
                exchange.Dispose();
            }
        }
    }

    private SiloExchange Create(ExchangeContext context, Generation generation, int numbers)
    {
        var buffers = new GradientBuffers(numbers);
        var (format, layout) = (context.Spec.Exchange.Format, StepLayout.Of(context.Spec, generation));
        int[] expected = [.. generation.Members.Where(member => member.Trainer.Silo == context.Silo).SelectMany(layout.PartsOf)];
        IStepReducer reducer = generation.Members.All(member => member.Trainer.Silo == context.Silo)
            ? new LocalStepReducer(buffers, format)
            : new RemoteStepReducer(new ReducerChannel(ReducersOf(context, generation, numbers), numbers, format, layout.Parts.Count, clock), buffers);
        return new SiloExchange(layout.Parts.Count, expected, format, reducer, clock);
    }

    private (IGradientReducerService Service, GradientSlice Slice, bool IsElsewhere)[] ReducersOf(ExchangeContext context, Generation generation, int numbers) =>
    [
        .. Enumerable.Range(0, GradientSlices.CountFor(numbers)).Select(slice => (
            reducers.Of(generation, slice), new GradientSlice(context.Run, generation.Number, slice), GradientReducers.SiloOf(generation, slice) != context.Silo)),
    ];
}
