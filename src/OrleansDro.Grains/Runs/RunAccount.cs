using OrleansDro.Abstractions.Runs;
using OrleansDro.Abstractions.Sampling;
using OrleansDro.Grains.Metrics;

namespace OrleansDro.Grains.Runs;

/// <summary>Adds up what a run does from one look at its sampler to the next.</summary>
internal sealed class RunAccount(DurableRun run)
{
    private readonly Dictionary<RunEventKind, long> _changes = [];
    private long? _steps;
    private DrawLedger? _ledger;

    /// <summary>What was added up so far.</summary>
    public RunTotals Totals { get; private set; } = RunTotals.Zero;

    /// <summary>Takes a look at the sampler.</summary>
    public void Add(SamplerProgress progress)
    {
        // What was done before this silo led the run is not this silo's; where the run went back, what it repeats counts again.
        var steps = Math.Max(0, progress.StepsCommitted - (_steps ?? progress.StepsCommitted));
        _steps = progress.StepsCommitted;
        var before = _ledger ?? progress.Ledger;
        _ledger = progress.Ledger ?? _ledger;
        Totals = Totals with
        {
            Steps = Totals.Steps + steps,
            Samples = Totals.Samples + (steps * run.Spec.BatchSize),
            DrawsIssued = Totals.DrawsIssued + Growth(ledger => ledger.Issued),
            DrawsCredited = Totals.DrawsCredited + Growth(ledger => ledger.Credited),
            ClippedLow = Totals.ClippedLow + Growth(ledger => ledger.ClippedLow),
            ClippedHigh = Totals.ClippedHigh + Growth(ledger => ledger.ClippedHigh),
        };

        long Growth(Func<DrawLedger, long> count) => _ledger is null ? 0 : Math.Max(0, count(_ledger) - count(before ?? _ledger));
    }

    /// <summary>Counts an event.</summary>
    public void Add(RunEventKind kind)
    {
        _changes[kind] = _changes.GetValueOrDefault(kind) + 1;
        Totals = Totals with { Changes = new Dictionary<RunEventKind, long>(_changes) };
    }
}
