using OrleansDro.Abstractions.Results;
using OrleansDro.Grains.Observability.Metrics;

namespace OrleansDro.Grains.Observability.Tracking;

/// <summary>Exports runs to a tool in which users compare them. An export that failed is retried.</summary>
internal interface IRunTracker
{
    /// <summary>The tracker's name in messages.</summary>
    string Name { get; }

    /// <summary>Whether the tracker exports a run.</summary>
    bool Tracks(RunMetricsSample run);

    /// <summary>Exports statistics, in the order of their steps. After an error the same ones are exported again.</summary>
    /// <exception cref="Exception">The export failed.</exception>
    Task Add(RunMetricsSample run, IReadOnlyList<LossStatistics> statistics, CancellationToken cancellationToken);

    /// <summary>Exports validations while the run trains, in the order of their steps. After an error the same ones are exported again.</summary>
    /// <exception cref="Exception">The export failed.</exception>
    Task Add(RunMetricsSample run, IReadOnlyList<ValidationPoint> validations, CancellationToken cancellationToken);

    /// <summary>Exports the final status and the validation results of a run that has ended.</summary>
    /// <param name="run">The latest sample of the run.</param>
    /// <param name="cancellationToken">Cancels the export.</param>
    /// <exception cref="Exception">The export failed.</exception>
    Task End(RunMetricsSample run, CancellationToken cancellationToken);
}
