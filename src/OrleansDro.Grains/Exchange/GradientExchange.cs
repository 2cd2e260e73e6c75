using OrleansDro.Abstractions.Exchange;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Abstractions.Training;
using OrleansDro.Grains.Calls;

namespace OrleansDro.Grains.Exchange;

/// <summary>
/// The way of one trainer to the reducers of one generation: each slice of a gradient goes to its reducer and comes back added up. Ends with the generation.
/// </summary>
/// <remarks>
/// Slices are small and few are on their way at a time, so that other messages between the same silos come through. They are handled on the thread pool: the trainer's grain
/// only waits.
/// </remarks>
internal sealed class GradientExchange : IDisposable
{
    /// <summary>Numbers of a slice: a quarter of a megabyte at most.</summary>
    public const int SliceLength = 1 << 16;

    private const int SlicesAtOnce = 8;

    private readonly CancellationTokenSource _ended;
    private readonly (IGradientReducerService Service, GradientSlice Slice, bool IsElsewhere)[] _reducers;
    private readonly GradientBuffers _buffers;
    private readonly GradientFormat _format;
    private readonly int _microBatches;
    private readonly bool[] _hasSlice;
    private float[]? _reduced;
    private double _weightSum;
    private long _reducedStep = -1, _bytesExchanged;

    /// <summary>Opens the way.</summary>
    /// <param name="context">The trainer's surroundings.</param>
    /// <param name="generation">The generation.</param>
    /// <param name="buffers">Gives room for gradients.</param>
    /// <param name="cancellation">Ends all calls.</param>
    public GradientExchange(ExchangeContext context, Generation generation, GradientBuffers buffers, CancellationToken cancellation)
    {
        (Generation, _buffers, _format, _microBatches) = (generation, buffers, context.Spec.Exchange.Format, StepLayout.Of(context.Spec, generation).Parts.Count);
        _ended = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        _hasSlice = new bool[(buffers.Count + SliceLength - 1) / SliceLength];
        _reducers =
        [
            .. Enumerable.Range(0, _hasSlice.Length).Select(slice => (
                context.Reducers.Of(generation, slice), new GradientSlice(context.Run, generation.Number, slice), GradientReducers.SiloOf(generation, slice) != context.Silo)),
        ];
    }

    /// <summary>The generation.</summary>
    public Generation Generation { get; }

    /// <summary>Bytes of gradients that went to other silos or came from them since this was asked last.</summary>
    public long TakeBytes() => Interlocked.Exchange(ref _bytesExchanged, 0);

    /// <summary>Ends all calls: the generation is over.</summary>
    public void End() => _ended.Cancel();

    /// <summary>Gives the gradient over some micro-batches to the reducers.</summary>
    public Task Contribute(long step, TreeNode node, PartialGradient gradient) => Send(gradient.Values, (reducer, slice, block) =>
        reducer.Contribute(slice, new GradientContribution(step, node, _microBatches, _format, gradient.WeightSum, block)));

    /// <summary>Gives a gradient that the generation before has reduced.</summary>
    public Task Supply(StepGradient gradient) => Send(gradient.Values, (reducer, slice, block) =>
        reducer.Supply(slice, gradient.Step, new ReducedGradient(gradient.WeightSum, block)));

    /// <summary>Asks for the gradient of a step.</summary>
    /// <param name="step">The step.</param>
    /// <param name="patience">How long to wait for it.</param>
    public async Task<ExchangeReply> Get(long step, TimeSpan patience)
    {
        if (_reducedStep != step)
        {
            _reducedStep = step;
            _reduced ??= _buffers.Rent();
            Array.Clear(_hasSlice);
        }

        var deadline = Environment.TickCount64 + (long)patience.TotalMilliseconds;
        var arrived = Enumerable.Range(0, _microBatches).ToHashSet();
        var isGone = false;
        await ForAll(async slice =>
        {
            if (_hasSlice[slice])
            {
                return;
            }

            var (reducer, name, isElsewhere) = _reducers[slice];
            var left = TimeSpan.FromMilliseconds(Math.Max(0, deadline - Environment.TickCount64));
            var reply = await Lasting.Call(() => reducer.GetReduced(name, step, left).WaitAsync(_ended.Token), _ended.Token);
            if (reply.Reduced is { } reduced)
            {
                using var block = reduced.Values;
                GradientNumbers.Read(block.Bytes, _format, SliceOf(_reduced!, slice));
                Count(block, isElsewhere);
                (_weightSum, _hasSlice[slice]) = (reduced.WeightSum, true);
                return;
            }

            lock (arrived)
            {
                isGone |= reply.IsGone;
                arrived.IntersectWith(reply.Arrived);
            }
        });
        if (!_hasSlice.All(has => has))
        {
            return new ExchangeReply(null, isGone, arrived);
        }

        var gradient = new StepGradient(step, _weightSum, _reduced!);
        (_reduced, _reducedStep) = (null, -1);
        return new ExchangeReply(gradient, IsGone: false, arrived);
    }

    /// <inheritdoc/>
    public void Dispose() => _ended.Dispose();

    private Task Send(float[] values, Func<IGradientReducerService, GradientSlice, PooledBlock, Task> send) => ForAll(async slice =>
    {
        var (reducer, name, isElsewhere) = _reducers[slice];
        var numbers = SliceOf(values, slice);
        using var block = PooledBlock.Rent(numbers.Length * GradientNumbers.SizeOf(_format));
        GradientNumbers.Write(numbers, _format, block.Bytes);
        await Lasting.Call(() => send(reducer, name, block).WaitAsync(_ended.Token), _ended.Token);
        Count(block, isElsewhere);
    });

    private void Count(PooledBlock block, bool isElsewhere) => Interlocked.Add(ref _bytesExchanged, isElsewhere ? block.Length : 0);

    private static Span<float> SliceOf(float[] gradient, int slice)
    {
        var start = slice * SliceLength;
        return gradient.AsSpan(start, Math.Min(SliceLength, gradient.Length - start));
    }

    private Task ForAll(Func<int, Task> work) => Parallel.ForAsync(
        0, _reducers.Length, new ParallelOptions { MaxDegreeOfParallelism = SlicesAtOnce, CancellationToken = _ended.Token }, async (slice, _) => await work(slice));
}
