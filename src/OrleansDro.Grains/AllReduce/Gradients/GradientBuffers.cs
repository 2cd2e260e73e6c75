using System.Collections.Concurrent;

namespace OrleansDro.Grains.AllReduce.Gradients;

/// <summary>A pool of arrays for the gradients of one model: each is too large to be allocated for every step.</summary>
/// <param name="count">The number of values in a gradient.</param>
internal sealed class GradientBuffers(long count)
{
    private readonly ConcurrentBag<float[]> _free = [];

    /// <summary>The number of values in a gradient.</summary>
    public int Count { get; } = checked((int)count);

    /// <summary>Takes an array. Its contents are undefined.</summary>
    public PooledGradient Rent() => new(_free.TryTake(out var free) ? free : GC.AllocateUninitializedArray<float>(Count), this);

    /// <summary>Returns an array that is not used any more.</summary>
    public void Return(float[] numbers) => _free.Add(numbers);
}
