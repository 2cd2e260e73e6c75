using System.Runtime.InteropServices;
using OrleansDro.Abstractions.Training;
using OrleansDro.Learning.Torch;
using OrleansDro.Learning.Training;

namespace OrleansDro.Grains.Training;

/// <summary>The exchange between several trainers: each slice of the gradient goes to its reducer grain and comes back added up.</summary>
internal sealed class ReducerExchange : IGradientExchange
{
    private const int SliceLength = 1 << 18; // numbers: messages of one megabyte

    private readonly Replica _replica;
    private readonly TorchThread _thread;
    private readonly int _microBatches;
    private readonly IGradientReducerGrain[] _reducers;
    private readonly CancellationToken _cancellation;
    private readonly List<(int MicroBatch, double WeightSum, float[] Gradient)> _collected = [];

    public ReducerExchange(Replica replica, TorchThread thread, int microBatches, Func<int, IGradientReducerGrain> reducerOfSlice, CancellationToken cancellation)
    {
        (_replica, _thread, _microBatches, _cancellation) = (replica, thread, microBatches, cancellation);
        _reducers = [.. Enumerable.Range(0, (int)((replica.Parameters.Count + SliceLength - 1) / SliceLength)).Select(reducerOfSlice)];
    }

    public void Collect(int microBatch, double weightSum)
    {
        var gradient = new float[_replica.Parameters.Count];
        _replica.Parameters.CopyGradientTo(gradient);
        _collected.Add((microBatch, weightSum, gradient));
    }

    public async Task<double> Reduce(long step)
    {
        await Task.WhenAll(_collected.SelectMany(part => _reducers.Select((reducer, slice) => reducer.Contribute(new GradientContribution(
            step, part.MicroBatch, _microBatches, part.WeightSum, MemoryMarshal.AsBytes(Slice(part.Gradient, slice)).ToArray())))));
        _collected.Clear();

        var reduced = await Task.WhenAll(_reducers.Select(reducer => Wait(reducer, step)));
        var gradient = new float[_replica.Parameters.Count];
        for (var slice = 0; slice < reduced.Length; slice++)
        {
            MemoryMarshal.Cast<byte, float>(reduced[slice].Values).CopyTo(Slice(gradient, slice));
        }

        await _thread.Run(() => _replica.Parameters.SetGradient(gradient));
        return reduced[0].WeightSum;
    }

    private static Span<float> Slice(float[] gradient, int slice)
    {
        var start = slice * SliceLength;
        return gradient.AsSpan(start, Math.Min(SliceLength, gradient.Length - start));
    }

    private async Task<ReducedGradient> Wait(IGradientReducerGrain reducer, long step)
    {
        while (true)
        {
            _cancellation.ThrowIfCancellationRequested();
            if (await reducer.GetReduced(step) is { } reduced)
            {
                return reduced;
            }
        }
    }
}
