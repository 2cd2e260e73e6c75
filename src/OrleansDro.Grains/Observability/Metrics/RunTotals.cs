using OrleansDro.Abstractions.Runs;

namespace OrleansDro.Grains.Observability.Metrics;

/// <summary>What a run has done since a silo leads it. None of it ever falls, also where the run goes back to a checkpoint and repeats steps.</summary>
internal sealed record RunTotals
{
    /// <summary>Nothing has happened.</summary>
    public static RunTotals Zero { get; } = new();

    /// <summary>Committed steps.</summary>
    public long Steps { get; init; }

    /// <summary>Cases that were trained on.</summary>
    public long Samples { get; init; }

    /// <summary>Draws of committed steps.</summary>
    public long DrawsIssued { get; init; }

    /// <summary>Draws whose loss was applied.</summary>
    public long DrawsCredited { get; init; }

    /// <summary>Importance weights that were cut at the minimum.</summary>
    public long ClippedLow { get; init; }

    /// <summary>Importance weights that were cut at the maximum.</summary>
    public long ClippedHigh { get; init; }

    /// <summary>Audits in which both trainers computed the same gradient.</summary>
    public long AuditsAgreed { get; init; }

    /// <summary>Audits in which they did not.</summary>
    public long AuditsDiffered { get; init; }

    /// <summary>How often each change of who trains has happened.</summary>
    public IReadOnlyDictionary<RunEventKind, long> Changes { get; init; } = new Dictionary<RunEventKind, long>();
}
