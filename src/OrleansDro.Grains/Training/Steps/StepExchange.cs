using OrleansDro.Grains.AllReduce;
using OrleansDro.Grains.AllReduce.Reducers;
using OrleansDro.Grains.Protocol.Coordination;
using OrleansDro.Grains.Training.Replicas;

namespace OrleansDro.Grains.Training.Steps;

/// <summary>One trainer's exchange of gradients over the generations, one after the other.</summary>
internal sealed class StepExchange(ExchangeContext context, LiveReplica live, CancellationToken ended) : IDisposable
{
    private GradientExchange? _exchange;

    /// <summary>The generation of the latest exchange, or null.</summary>
    public Generation? Generation => _exchange?.Generation;

    /// <inheritdoc cref="GradientExchange.TakeBytes"/>
    public long TakeBytes() => _exchange?.TakeBytes() ?? 0;

    /// <summary>Ends all waits: the generation is over.</summary>
    public void End() => _exchange?.End();

    /// <summary>Gives what a member has of a step, and asks for the gradient over all.</summary>
    /// <param name="generation">The generation.</param>
    /// <param name="step">The step.</param>
    /// <param name="parts">What the member has.</param>
    /// <param name="patience">How long to wait for the others.</param>
    /// <exception cref="OperationCanceledException">The generation is over.</exception>
    public Task<ExchangeReply> Exchange(Generation generation, long step, StepParts parts, TimeSpan patience)
    {
        var exchange = Of(generation);
        exchange.Give(step, parts.Sums, live.LastApplied);
        return exchange.Get(step, patience);
    }

    /// <summary>Asks for the gradient of a step to which the trainer gives nothing.</summary>
    /// <exception cref="OperationCanceledException">The generation is over.</exception>
    public Task<ExchangeReply> Watch(Generation generation, long step, TimeSpan patience) => Of(generation).Get(step, patience);

    /// <inheritdoc/>
    public void Dispose() => _exchange?.Dispose();

    private GradientExchange Of(Generation generation)
    {
        if (_exchange?.Generation.Number != generation.Number)
        {
            _exchange?.Dispose();
            _exchange = new GradientExchange(context, generation, live.Buffers.Count, ended);
        }

        return _exchange;
    }
}
