using OrleansDro.Grains.Protocol.Coordination;

namespace OrleansDro.Grains.Autoscaling;

/// <summary>Measures undisturbed steps from repeated observations of how many are committed: all by the same generation, none that it took over, none around a fault.</summary>
internal sealed class StepMeter(TimeProvider clock)
{
    /// <summary>Many times the interval between two observations, which is the error of a measurement.</summary>
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(5);

    private long? _generation;
    private long _steps;
    private long _undisturbedFrom;
    private (long At, long Steps)? _began;

    /// <summary>Observes the run.</summary>
    /// <param name="generation">The present generation, or null.</param>
    /// <param name="steps">Committed steps.</param>
    /// <param name="isDisturbed">Whether the next step waits for something that steps do not normally wait for.</param>
    /// <returns>A measurement that ends with this observation, or null.</returns>
    public StepMeasurement? Observe(Generation? generation, long steps, bool isDisturbed)
    {
        if (generation?.Number != _generation || isDisturbed || steps < _steps)
        {
            // The step that was in flight and the generation's first own step take longer than the others.
            (_generation, _steps, _began) = (generation?.Number, steps, null);
            _undisturbedFrom = Math.Max(steps + 1, generation?.FromStep ?? 0) + 1;
            return null;
        }

        if (generation is null || steps == _steps)
        {
            return null;
        }

        _steps = steps;
        var now = clock.GetTimestamp();
        if (_began is not { } began)
        {
            _began = steps >= _undisturbedFrom ? (now, steps) : null;
            return null;
        }

        var took = clock.GetElapsedTime(began.At, now);
        if (took < Shortest)
        {
            return null;
        }

        _began = (now, steps);
        return new StepMeasurement(took.TotalSeconds / (steps - began.Steps), steps - began.Steps);
    }
}
