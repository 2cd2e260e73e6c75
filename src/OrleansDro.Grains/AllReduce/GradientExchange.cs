using OrleansDro.Grains.AllReduce.Gradients;
using OrleansDro.Grains.AllReduce.Reducers;
using OrleansDro.Grains.Protocol.AllReduce;
using OrleansDro.Grains.Protocol.Coordination;

namespace OrleansDro.Grains.AllReduce;

/// <summary>One trainer's part in the exchange of a generation. Ends with the generation.</summary>
internal sealed class GradientExchange : IDisposable
{
    private readonly SiloExchange _silo;
    private readonly CancellationTokenSource _ended;
    private bool _hasLeft;

    /// <summary>Takes part.</summary>
    /// <param name="context">The trainer's surroundings.</param>
    /// <param name="generation">The generation.</param>
    /// <param name="numbers">Numbers of a gradient.</param>
    /// <param name="cancellation">Ends all waits.</param>
    public GradientExchange(ExchangeContext context, Generation generation, int numbers, CancellationToken cancellation)
    {
        Generation = generation;
        _ended = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        _silo = context.Exchanges.Join(context, generation, numbers);
    }

    /// <summary>The generation.</summary>
    public Generation Generation { get; }

    /// <inheritdoc cref="SiloExchange.TakeBytes"/>
    public long TakeBytes() => _silo.TakeBytes();

    /// <inheritdoc cref="SiloExchange.Give"/>
    /// <exception cref="OperationCanceledException">The generation is over.</exception>
    public void Give(long step, IEnumerable<KeyValuePair<TreeNode, PartialGradient>> sums, StepGradient? lastApplied)
    {
        _ended.Token.ThrowIfCancellationRequested();
        _silo.Give(step, sums, lastApplied);
    }

    /// <inheritdoc cref="SiloExchange.Get"/>
    /// <exception cref="OperationCanceledException">The generation is over.</exception>
    public Task<ExchangeReply> Get(long step, TimeSpan patience) => _silo.Get(step, patience, _ended.Token);

    /// <summary>Ends all waits: the generation is over.</summary>
    public void End()
    {
        _ended.Cancel();
        if (!_hasLeft)
        {
            _hasLeft = true;
            _silo.Leave();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        End();
        _ended.Dispose();
    }
}
