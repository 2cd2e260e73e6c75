using OrleansDro.Abstractions.Cases;
using OrleansDro.Abstractions.Results;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Abstractions.Specs;

namespace OrleansDro.Grains.Observability.Metrics;

/// <summary>Everything that a run publishes about itself at one time, for metrics and trackers.</summary>
internal sealed record RunMetricsSample
{
    /// <summary>The id of the run's start, which distinguishes it from other runs that have its name at other times.</summary>
    public required Guid StartId { get; init; }

    /// <summary>The spec.</summary>
    public required RunSpec Spec { get; init; }

    /// <summary>The folder of TensorBoard's event files, or null to write none.</summary>
    public string? EventFolder { get; init; }

    /// <summary>The status.</summary>
    public required RunStatus Status { get; init; }

    /// <summary>Counts since this silo started to host the run's coordinator.</summary>
    public required RunTotals Totals { get; init; }

    /// <summary>The run's name.</summary>
    public string Name => Status.Run;

    /// <summary>Whether the run has completed, stopped or failed.</summary>
    public bool HasEnded => Status.State.IsFinal();

    /// <summary>The groups of cases, the one with the largest mean loss first; empty if the cases have no groups.</summary>
    public IReadOnlyList<GroupView> Groups { get; init; } = [];

    /// <summary>When the latest checkpoint was saved, or before the first when the silo started to host the run; null for a run that saves none.</summary>
    public DateTimeOffset? SavedAt { get; init; }

    /// <summary>The scores and the losses on the validation cases; empty before they are known.</summary>
    public IReadOnlyList<TailReport> Validation { get; init; } = [];

    /// <summary>How many trainers the run can use; null if unknown.</summary>
    public ScalingStatus? Scaling { get; init; }
}
