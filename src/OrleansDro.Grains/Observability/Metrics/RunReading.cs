using OrleansDro.Abstractions.Cases;
using OrleansDro.Abstractions.Results;
using OrleansDro.Abstractions.Runs;

namespace OrleansDro.Grains.Observability.Metrics;

/// <summary>All that a run shows of itself at a moment.</summary>
internal sealed record RunReading
{
    /// <summary>What tells it from others.</summary>
    public required TrackedRun Tracked { get; init; }

    /// <summary>Where it stands.</summary>
    public required RunStatus Status { get; init; }

    /// <summary>What has happened since its silo leads it.</summary>
    public required RunTotals Totals { get; init; }

    /// <summary>Whether it has come to its end, in whatever way.</summary>
    public bool HasEnded => Status.State is RunState.Completed or RunState.Stopped or RunState.Failed;

    /// <summary>Its groups of cases, the one with the largest mean loss first; empty where cases have none.</summary>
    public IReadOnlyList<GroupView> Groups { get; init; } = [];

    /// <summary>When the latest checkpoint was saved, or the run began; null for a run that saves none.</summary>
    public DateTimeOffset? SavedAt { get; init; }

    /// <summary>The scores and the losses on the validation cases; empty before they are known.</summary>
    public IReadOnlyList<TailReport> Validation { get; init; } = [];

    /// <summary>How many trainers it can use; null where that is not known.</summary>
    public ScalingStatus? Scaling { get; init; }
}
