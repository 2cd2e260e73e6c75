using OrleansDro.Grains.Observability;

namespace OrleansDro.Benchmarks;

/// <summary>Counts the bytes of gradients that the trainers of this process exchange with other silos, from the metrics that every silo has.</summary>
internal sealed class ByteCount : IDisposable
{
    private readonly TrainingMeter<long> _meter;
    private long _count;

    public ByteCount() => _meter = new TrainingMeter<long>(InstrumentNames.ReducedBytes, (_, bytes, _, _) => Interlocked.Add(ref _count, bytes));

    /// <summary>The bytes since it began.</summary>
    public long Count => Interlocked.Read(ref _count);

    /// <summary>Begins anew.</summary>
    public void Reset() => Interlocked.Exchange(ref _count, 0);

    public void Dispose() => _meter.Dispose();
}
