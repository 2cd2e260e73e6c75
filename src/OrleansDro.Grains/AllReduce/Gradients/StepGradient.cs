namespace OrleansDro.Grains.AllReduce.Gradients;

/// <summary>A step's gradient over all micro-batches. Each owner disposes its own; the values may be shared by all trainers of a silo.</summary>
/// <param name="Step">The step.</param>
/// <param name="WeightSum">Sum of all cases' importance weights.</param>
/// <param name="Values">Sum over all cases of weight times gradient.</param>
internal sealed record StepGradient(long Step, double WeightSum, PooledGradient Values) : IDisposable
{
    /// <summary>The same gradient for another owner.</summary>
    public StepGradient Share() => this with { Values = Values.Share() };

    /// <inheritdoc/>
    public void Dispose() => Values.Dispose();
}
