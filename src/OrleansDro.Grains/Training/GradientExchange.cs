using System.Runtime.InteropServices;
using OrleansDro.Abstractions.Training;
using OrleansDro.Grains.Calls;

namespace OrleansDro.Grains.Training;

/// <summary>
/// The way of one trainer to the reducers of one generation: each slice of a gradient goes to its reducer and comes back added up. Ends with the generation.
/// </summary>
internal sealed class GradientExchange : IDisposable
{
    private const int SliceLength = 1 << 18; // numbers: messages of one megabyte

    private readonly CancellationTokenSource _ended;
    private readonly (IGradientReducerService Service, GradientSlice Slice)[] _reducers;
    private readonly int _count, _microBatches;

    /// <summary>Opens the way.</summary>
    /// <param name="reducers">Gives the reducers.</param>
    /// <param name="run">The run.</param>
    /// <param name="generation">The generation.</param>
    /// <param name="count">Numbers of a gradient.</param>
    /// <param name="microBatches">Micro-batches of a step.</param>
    /// <param name="cancellation">Ends all calls.</param>
    public GradientExchange(GradientReducers reducers, string run, Generation generation, long count, int microBatches, CancellationToken cancellation)
    {
        (Generation, _count, _microBatches) = (generation, (int)count, microBatches);
        _ended = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        _reducers =
        [
            .. Enumerable.Range(0, (_count + SliceLength - 1) / SliceLength)
                .Select(slice => (reducers.Of(generation, slice), new GradientSlice(run, generation.Number, slice))),
        ];
    }

    /// <summary>The generation.</summary>
    public Generation Generation { get; }

    /// <summary>Ends all calls: the generation is over.</summary>
    public void End() => _ended.Cancel();

    /// <summary>Gives a micro-batch's gradient to the reducers.</summary>
    public Task Contribute(long step, int microBatch, MicroBatchGradient gradient) => ForAll((reducer, slice) => reducer.Contribute(slice, new GradientContribution(
        step, microBatch, _microBatches, gradient.WeightSum, MemoryMarshal.AsBytes(Slice(gradient.Values, slice.Number)).ToArray())));

    /// <summary>Gives a gradient that the generation before has reduced.</summary>
    public Task Supply(StepGradient gradient) => ForAll((reducer, slice) => reducer.Supply(
        slice, gradient.Step, new ReducedGradient(gradient.WeightSum, MemoryMarshal.AsBytes(Slice(gradient.Values, slice.Number)).ToArray())));

    /// <summary>Asks for the gradient of a step.</summary>
    /// <param name="step">The step.</param>
    /// <param name="patience">How long to wait for it.</param>
    public async Task<ExchangeReply> Get(long step, TimeSpan patience)
    {
        var replies = await Task.WhenAll(_reducers.Select(reducer => Call(() => reducer.Service.GetReduced(reducer.Slice, step, patience))));
        if (replies.Any(reply => reply.IsGone))
        {
            return new ExchangeReply(null, IsGone: true, new HashSet<int>());
        }

        if (replies.Any(reply => reply.Reduced is null))
        {
            // A slice that is reduced already has all of them.
            var arrived = replies.Where(reply => reply.Reduced is null).Select(reply => reply.Arrived.AsEnumerable()).Aggregate((all, some) => all.Intersect(some));
            return new ExchangeReply(null, IsGone: false, arrived.ToHashSet());
        }

        var gradient = new float[_count];
        for (var slice = 0; slice < replies.Length; slice++)
        {
            MemoryMarshal.Cast<byte, float>(replies[slice].Reduced!.Values).CopyTo(Slice(gradient, slice));
        }

        return new ExchangeReply(new StepGradient(step, replies[0].Reduced!.WeightSum, gradient), IsGone: false, new HashSet<int>());
    }

    /// <inheritdoc/>
    public void Dispose() => _ended.Dispose();

    private static Span<float> Slice(float[] gradient, int slice)
    {
        var start = slice * SliceLength;
        return gradient.AsSpan(start, Math.Min(SliceLength, gradient.Length - start));
    }

    private Task<bool[]> ForAll(Func<IGradientReducerService, GradientSlice, Task> call) => Task.WhenAll(_reducers.Select(reducer => Call(async () =>
    {
        await call(reducer.Service, reducer.Slice);
        return true;
    })));

    private Task<T> Call<T>(Func<Task<T>> call) => Lasting.Call(() => call().WaitAsync(_ended.Token), _ended.Token);
}
