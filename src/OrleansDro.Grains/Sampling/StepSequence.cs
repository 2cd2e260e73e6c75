using OrleansDro.Abstractions.Cases;
using OrleansDro.Abstractions.Results;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Grains.Protocol.Sampling;
using OrleansDro.Grains.Protocol.Sampling.Shards;
using OrleansDro.Grains.Sampling.Draws;
using OrleansDro.Grains.Sampling.Shards;
using OrleansDro.Robustness.History;
using OrleansDro.Robustness.Sampling;

namespace OrleansDro.Grains.Sampling;

/// <summary>
/// The steps of a run as its sampler sees them: draws, commits, statistics, snapshots. A function of the spec, of where it begins, and of the losses of each step, so
/// that whoever repeats them gets the same draws.
/// </summary>
/// <remarks>
/// With a = drawAhead, the draws of step t are made at once after the commit of step t - 1 - a and before that of step t - a. They are thus a function
/// of (seed, step, slot) and of the history, which is one of the committed steps: who trains, and how fast, has no part in it.
/// After an exception it is of no use any more, and has to be restored.
/// </remarks>
internal sealed class StepSequence
{
    /// <summary>
    /// From so many cases on, a record of the statistics that is due is left out where records would take more than this share of the time by the clock. With the groups'
    /// they are to take at most 1 % of a processor; and of processors they take some times what the clock shows, as shards work side by side and garbage is collected later.
    /// </summary>
    private const int ManyCases = 100_000;
    private const double StatisticsShare = 0.002;

    private readonly SortedDictionary<long, BatchDraw> _draws = [];
    private readonly Dictionary<long, SamplerSnapshot> _snapshots = [];
    private readonly List<LossStatistics> _statistics = [];
    private readonly List<float> _errors = [];
    private readonly RunSpec _spec;
    private readonly SamplingMethod _method;
    private readonly SampledChanges _changes;
    private readonly Func<double> _seconds;
    private DrawnLosses _sinceStatistics;
    private DrawLedger _ledger = DrawLedger.Empty;
    private Task _recording = Task.CompletedTask;
    private IDrawMethod? _drawMethod;
    private ShardSet? _shards;
    private long _grownAt;
    private double _statisticsDue;

    private StepSequence(RunSpec spec, SampledChanges changes, Func<double> seconds) => (_spec, _method, _changes, _seconds) = (spec, SamplingMethod.Of(spec), changes, seconds);

    /// <summary>The last committed step, -1 at the start.</summary>
    public long Committed { get; private set; } = -1;

    /// <summary>The shards.</summary>
    public ShardSet Shards => _shards!;

    /// <summary>The share of a batch's slots that go round all cases in turn.</summary>
    public double SweptShare => _drawMethod!.SweptShareOf(_spec.BatchSize);

    /// <summary>The account of the draws of the committed steps.</summary>
    public DrawLedger Ledger => _ledger;

    /// <summary>The latest loss statistics, or null.</summary>
    public LossStatistics? Statistics => _statistics.LastOrDefault();

    /// <summary>The loss statistics of steps after one.</summary>
    public IReadOnlyList<LossStatistics> StatisticsAfter(long step) => [.. _statistics.SkipWhile(statistics => statistics.Step <= step)];

    /// <summary>Begins, or goes on from a snapshot: starts the shards and makes the first draws.</summary>
    public static async Task<StepSequence> Begin(
        IGrainFactory grains, string run, SamplerStart start, SamplerSnapshot? snapshot, SampledChanges changes, Func<double> seconds)
    {
        var sequence = new StepSequence(start.Spec, changes, seconds);
        if (snapshot is not null)
        {
            sequence.Restore(snapshot);
        }

        var options = sequence._method.Options;
        var shards = await ShardSet.Start(
            grains,
            run,
            start.Blocks,
            snapshot?.Cases ?? ShardSnapshot.Of(sequence.NewCases(0, start.Cases)),
            snapshot?.Beta ?? options.Beta,
            options.Momentum,
            sequence.Committed);
        sequence._shards = shards;
        sequence._drawMethod = sequence._method.CreateDraws(start.Spec, shards, sequence._grownAt);
        for (var step = sequence.Committed + 1; step <= sequence.Committed + 1 + start.Spec.DrawAhead; step++)
        {
            await sequence.DrawOnce(step);
        }

        return sequence;
    }

    /// <summary>The draws of a step that is committed next, or was last; null for others.</summary>
    public BatchDraw? DrawsOf(long step) => _draws.GetValueOrDefault(step);

    /// <summary>The snapshot of a step at which the run saves itself, or null where it is not there (any more).</summary>
    public SamplerSnapshot? SnapshotOf(long step) => _snapshots.GetValueOrDefault(step);

    /// <summary>Checks that so many cases can be drawn from as the options promise.</summary>
    /// <exception cref="Robustness.Errors.InvalidInputException">They are too many.</exception>
    public void RequireRoom(int cases) => _method.RequireRoom(_spec, cases);

    /// <summary>Credits the next step and makes the draws that it allows. <see cref="Settle"/> comes next.</summary>
    /// <param name="reports">Its losses.</param>
    public async Task Commit(StepReports reports)
    {
        var step = Committed + 1;
        var batch = _draws[step];
        var replies = await Shards.Commit(batch, reports);
        Account(batch, replies);
        Committed = step;
        await DrawOnce(step + 1 + _spec.DrawAhead);
        _draws.Remove(step - 1);
    }

    /// <summary>
    /// Keeps the statistics and the snapshot of the step that was just committed, if they are due. No draw waits for them.
    /// </summary>
    /// <param name="lastStep">The step after which the run ends.</param>
    public async Task Settle(long lastStep)
    {
        var step = Committed;
        if ((step + 1) % _spec.StatisticsEvery == 0 || step + 1 == _spec.Steps)
        {
            await RecordStatistics(step);
        }

        if (step == lastStep || (_spec.Checkpoint.Every > 0 && (step + 1) % _spec.Checkpoint.Every == 0))
        {
            await TakeSnapshot(step);
        }
    }

    /// <summary>Has the last committed step's snapshot ready, where the run turns out to end or to be saved with it.</summary>
    public async Task RequireSnapshot()
    {
        if (!_snapshots.ContainsKey(Committed))
        {
            await TakeSnapshot(Committed);
        }
    }

    private void Restore(SamplerSnapshot snapshot)
    {
        Committed = snapshot.Step;
        _ledger = snapshot.Ledger;
        _sinceStatistics = snapshot.Window.Losses;
        _errors.AddRange(snapshot.Window.Errors);
        _grownAt = snapshot.GrownAt;
        _statistics.AddRange(snapshot.Statistics);
        _snapshots[snapshot.Step] = snapshot;
        foreach (var batch in snapshot.PendingDraws)
        {
            _draws[batch.Step] = batch;
        }
    }

    private void Account(BatchDraw batch, CommitReply[] replies)
    {
        _ledger = new DrawLedger(
            _ledger.Issued + batch.Draws.Length,
            _ledger.Credited + replies.Sum(reply => reply.Credited),
            _ledger.ClippedLow + replies.Sum(reply => reply.ClippedLow),
            _ledger.ClippedHigh + replies.Sum(reply => reply.ClippedHigh),
            DrawHash.Extend(_ledger.Hash, batch));
        _sinceStatistics = replies.Aggregate(_sinceStatistics, (sum, reply) => sum.Add(reply.Losses));
        _errors.AddRange(replies.SelectMany(reply => reply.Errors));
    }

    private async Task DrawOnce(long step)
    {
        // From here on changes are for later steps; those that were asked for must be on record before a draw shows them.
        await _changes.CloseUntil(step);
        if (!_draws.ContainsKey(step))
        {
            await ApplyChanges(step);
            _draws[step] = await _drawMethod!.DrawAsync(step, _spec.BatchSize, Committed);
        }
    }

    private async Task ApplyChanges(long step)
    {
        foreach (var scheduled in _changes.At(step))
        {
            var (change, cases) = (scheduled.Change, scheduled.Cases);
            if (change.Kind == CaseChangeKind.Add)
            {
                await Shards.Append(NewCases(Shards.Cases, cases.Length));
                _grownAt = step;
                _drawMethod = _method.CreateDraws(_spec, Shards, _grownAt);
            }
            else
            {
                await Shards.Change(change.Kind, cases, change.Reason);
            }
        }
    }

    private CaseRecord[] NewCases(int first, int count) => [.. Enumerable.Range(first, count).Select(i => _method.Options.StartOf(_spec.Seed, i))];

    private async Task RecordStatistics(long step)
    {
        // Sorting many losses takes long: the steps go on meanwhile, until the next record.
        await _recording;
        var began = _seconds();
        if (began < _statisticsDue && step + 1 < _spec.Steps)
        {
            return;
        }

        var records = await Shards.GetRecords();
        if (!records.Any(record => record.Status == CaseStatus.Seen))
        {
            return;
        }

        var (seconds, window, beta) = (_seconds(), Window, Shards.Beta);
        _sinceStatistics = default;
        _errors.Clear();
        _recording = Record();

        async Task Record()
        {
            _statistics.Add(await Task.Run(() => StatisticsOfLosses.Compute(step, seconds, window, records, beta)));
            if (records.Length >= ManyCases)
            {
                _statisticsDue = began + ((_seconds() - began) / StatisticsShare);
            }
        }
    }

    private StatisticsWindow Window => new(_sinceStatistics, [.. _errors]);

    private async Task TakeSnapshot(long step)
    {
        await _recording;
        foreach (var past in _snapshots.Keys.Where(kept => kept <= step - (2 * Math.Max(1, _spec.Checkpoint.Every))).ToArray())
        {
            _snapshots.Remove(past);
        }

        _snapshots[step] = new SamplerSnapshot
        {
            Step = step,
            Cases = await Shards.GetSnapshot(),
            PendingDraws = [.. _draws.Where(entry => entry.Key > step).Select(entry => entry.Value)],
            Ledger = _ledger,
            Statistics = [.. _statistics],
            Window = Window,
            TrainingSeconds = _seconds(),
            Beta = Shards.Beta,
            GrownAt = _grownAt,
            Changes = _changes.All,
        };
    }
}
