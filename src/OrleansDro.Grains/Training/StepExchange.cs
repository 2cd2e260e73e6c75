using OrleansDro.Abstractions.Exchange;
using OrleansDro.Abstractions.Training;
using OrleansDro.Grains.Exchange;

namespace OrleansDro.Grains.Training;

/// <summary>One trainer's exchange of gradients over the generations: gives what it has to each generation's reducers once, and again where one was lost.</summary>
internal sealed class StepExchange(ExchangeContext context, LiveReplica live, CancellationToken ended) : IDisposable
{
    private readonly HashSet<TreeNode> _given = [];
    private GradientExchange? _exchange;
    private long _step = -1;
    private bool _hasSupplied;

    /// <summary>The generation of the latest exchange, or null.</summary>
    public Generation? Generation => _exchange?.Generation;

    /// <summary>Bytes that went to other silos or came from them since this was asked last.</summary>
    public long TakeBytes() => _exchange?.TakeBytes() ?? 0;

    /// <summary>Ends the calls under way: the generation is over.</summary>
    public void End() => _exchange?.End();

    /// <summary>Gives what a member has of a step, and asks for the gradient over all.</summary>
    /// <param name="generation">The generation.</param>
    /// <param name="step">The step.</param>
    /// <param name="parts">What the member has.</param>
    /// <param name="patience">How long to wait for the others.</param>
    public async Task<ExchangeReply> Exchange(Generation generation, long step, StepParts parts, TimeSpan patience)
    {
        var exchange = Of(generation);
        if (_step != step)
        {
            _given.Clear();
            _step = step;
        }

        if (!_hasSupplied)
        {
            if (live.LastApplied is { } applied)
            {
                await exchange.Supply(applied);
            }

            _hasSupplied = true;
        }

        foreach (var (node, sum) in parts.Sums.Where(part => !_given.Contains(part.Key)))
        {
            await exchange.Contribute(step, node, sum);
            _given.Add(node);
        }

        var reply = await exchange.Get(step, patience);
        if (reply is { Gradient: null, IsGone: false } && _given.RemoveWhere(node => !reply.HasAllOf(node, parts.Layout.Parts.Count)) > 0)
        {
            // A reducer was lost with its silo, and another came up instead.
            _hasSupplied = false;
        }

        return reply;
    }

    /// <summary>Asks for the gradient of a step to which the trainer gives nothing.</summary>
    public Task<ExchangeReply> Watch(Generation generation, long step, TimeSpan patience) => Of(generation).Get(step, patience);

    /// <inheritdoc/>
    public void Dispose() => _exchange?.Dispose();

    private GradientExchange Of(Generation generation)
    {
        if (_exchange?.Generation.Number != generation.Number)
        {
            _exchange?.Dispose();
            _exchange = new GradientExchange(context, generation, live.Buffers, ended);
            _given.Clear();
            _hasSupplied = false;
        }

        return _exchange;
    }
}
