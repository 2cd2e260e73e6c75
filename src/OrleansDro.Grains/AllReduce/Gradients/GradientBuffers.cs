using System.Collections.Concurrent;

namespace OrleansDro.Grains.AllReduce.Gradients;

/// <summary>Arrays for the gradients of one model, used again and again: each is too large to be allocated for a step.</summary>
/// <param name="count">Numbers of a gradient.</param>
internal sealed class GradientBuffers(long count)
{
    private readonly ConcurrentBag<float[]> _free = [];

    /// <summary>Numbers of a gradient.</summary>
    public int Count { get; } = checked((int)count);

    /// <summary>Takes an array. What is in it is left over.</summary>
    public PooledGradient Rent() => new(_free.TryTake(out var free) ? free : GC.AllocateUninitializedArray<float>(Count), this);

    /// <summary>Takes back an array that nobody uses any more.</summary>
    public void Return(float[] numbers) => _free.Add(numbers);
}
