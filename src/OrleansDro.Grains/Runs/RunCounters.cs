using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Observability.Metrics;
using OrleansDro.Grains.Protocol.Sampling;

namespace OrleansDro.Grains.Runs;

/// <summary>Counts what a run does, from the sampler's progress, the audits and the events.</summary>
internal sealed class RunCounters
{
    private readonly Dictionary<RunEventKind, long> _changes = [];
    private (long Steps, DrawLedger Ledger)? _latest;

    /// <summary>The counts so far.</summary>
    public RunTotals Totals { get; private set; } = RunTotals.Zero;

    /// <summary>Adds the progress of the sampler since the previous call.</summary>
    /// <param name="steps">Committed steps.</param>
    /// <param name="ledger">The ledger of their draws.</param>
    /// <param name="batchSize">Cases of a step.</param>
    public void Add(long steps, DrawLedger ledger, int batchSize)
    {
        // Steps from before this silo hosted the run do not count here. After a rollback, repeated steps count again.
        var (stepsBefore, before) = _latest ?? (steps, ledger);
        _latest = (steps, ledger);
        var taken = Math.Max(0, steps - stepsBefore);
        Totals = Totals with
        {
            Steps = Totals.Steps + taken,
            Samples = Totals.Samples + (taken * batchSize),
            DrawsIssued = Totals.DrawsIssued + Math.Max(0, ledger.Issued - before.Issued),
            DrawsCredited = Totals.DrawsCredited + Math.Max(0, ledger.Credited - before.Credited),
            ClippedLow = Totals.ClippedLow + Math.Max(0, ledger.ClippedLow - before.ClippedLow),
            ClippedHigh = Totals.ClippedHigh + Math.Max(0, ledger.ClippedHigh - before.ClippedHigh),
        };
    }

    /// <summary>Counts an audit.</summary>
    public void AddAudit(bool agreed) => Totals = agreed ? Totals with { AuditsAgreed = Totals.AuditsAgreed + 1 } : Totals with { AuditsDiffered = Totals.AuditsDiffered + 1 };

    /// <summary>Counts an event.</summary>
    public void Add(RunEventKind kind)
    {
        _changes[kind] = _changes.GetValueOrDefault(kind) + 1;
        Totals = Totals with { Changes = new Dictionary<RunEventKind, long>(_changes) };
    }
}
