using OrleansDro.Abstractions.Results;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Observability.Metrics;

namespace OrleansDro.Grains.Observability.Tracking;

/// <summary>Writes runs down where people compare them. What cannot be written now is offered again.</summary>
internal interface IRunTracker
{
    /// <summary>What it is called in a message.</summary>
    string Name { get; }

    /// <summary>Whether it writes a run down.</summary>
    bool Tracks(TrackedRun run);

    /// <summary>Writes statistics down, in the order of their steps. After an error the same ones come again.</summary>
    /// <exception cref="Exception">They could not be written.</exception>
    Task Add(TrackedRun run, IReadOnlyList<LossStatistics> statistics, CancellationToken cancellationToken);

    /// <summary>Writes down how the run ended.</summary>
    /// <param name="run">The run.</param>
    /// <param name="status">Where it stands.</param>
    /// <param name="validation">Scores and losses on the validation cases; empty where there are none.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="Exception">It could not be written.</exception>
    Task End(TrackedRun run, RunStatus status, IReadOnlyList<TailReport> validation, CancellationToken cancellationToken);
}
