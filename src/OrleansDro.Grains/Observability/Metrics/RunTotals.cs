using OrleansDro.Abstractions.Runs;

namespace OrleansDro.Grains.Observability.Metrics;

/// <summary>Counts of a run since this silo started to host its coordinator. No count ever decreases, not even if the run rolls back and repeats steps.</summary>
internal sealed record RunTotals
{
    /// <summary>All counts are zero.</summary>
    public static RunTotals Zero { get; } = new();

    /// <summary>Committed steps.</summary>
    public long Steps { get; init; }

    /// <summary>Cases that were trained on.</summary>
    public long Samples { get; init; }

    /// <summary>Draws of committed steps.</summary>
    public long DrawsIssued { get; init; }

    /// <summary>Draws whose loss was applied.</summary>
    public long DrawsCredited { get; init; }

    /// <summary>Importance weights that were clipped at the minimum.</summary>
    public long ClippedLow { get; init; }

    /// <summary>Importance weights that were clipped at the maximum.</summary>
    public long ClippedHigh { get; init; }

    /// <summary>Audits in which both trainers computed the same gradient.</summary>
    public long AuditsAgreed { get; init; }

    /// <summary>Audits in which the trainers computed different gradients.</summary>
    public long AuditsDiffered { get; init; }

    /// <summary>The number of events of each kind.</summary>
    public IReadOnlyDictionary<RunEventKind, long> Changes { get; init; } = new Dictionary<RunEventKind, long>();
}
