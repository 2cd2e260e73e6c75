using System.Diagnostics.Metrics;
using OrleansDro.Grains.Metrics;

namespace OrleansDro.Benchmarks;

/// <summary>Counts the bytes of gradients that the trainers of this process exchange with other silos, from the metrics that every silo has.</summary>
internal sealed class ByteCount : IDisposable
{
    private readonly MeterListener _listener = new();
    private long _count;

    public ByteCount()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument is { Name: TrainingMetrics.ReducedBytesName, Meter.Name: TrainingMetrics.MeterName })
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((_, bytes, _, _) => Interlocked.Add(ref _count, bytes));
        _listener.Start();
    }

    /// <summary>The bytes since it began.</summary>
    public long Count => Interlocked.Read(ref _count);

    /// <summary>Begins anew.</summary>
    public void Reset() => Interlocked.Exchange(ref _count, 0);

    public void Dispose() => _listener.Dispose();
}
