using System.Diagnostics.Metrics;
using OrleansDro.Grains.Observability;

namespace OrleansDro.Benchmarks;

/// <summary>Listens to one of the instruments that every silo has, for all silos of this process.</summary>
/// <typeparam name="T">What the instrument measures in.</typeparam>
internal sealed class TrainingMeter<T> : IDisposable
    where T : struct
{
    private readonly MeterListener _listener = new();

    /// <param name="name">The instrument.</param>
    /// <param name="measured">Is told of each measurement.</param>
    public TrainingMeter(string name, MeasurementCallback<T> measured)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == name && instrument.Meter.Name == TelemetryNames.Meter)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback(measured);
        _listener.Start();
    }

    public void Dispose() => _listener.Dispose();
}
