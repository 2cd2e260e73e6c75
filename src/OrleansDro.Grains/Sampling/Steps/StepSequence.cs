using OrleansDro.Abstractions.Cases;
using OrleansDro.Abstractions.Results;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Grains.Protocol.Sampling;
using OrleansDro.Grains.Protocol.Sampling.Shards;
using OrleansDro.Grains.Sampling.Changes;
using OrleansDro.Grains.Sampling.Draws;
using OrleansDro.Grains.Sampling.Shards;
using OrleansDro.Robustness.History;
using OrleansDro.Robustness.Sampling;

namespace OrleansDro.Grains.Sampling.Steps;

/// <summary>
/// The steps of a run as its sampler sees them: draws, commits, statistics, snapshots. It is a function of the spec, of the state from which it starts, and of the
/// losses of each step: a sampler that repeats the steps gets the same draws.
/// </summary>
/// <remarks>
/// With a = drawAhead, the draws of step t are computed directly after the commit of step t - 1 - a and before that of step t - a. They are thus a function
/// of (seed, step, slot) and of the history of the committed steps. Which trainers compute a step, and how fast, has no influence.
/// After an exception the object must not be used any more: a new one has to be started.
/// </remarks>
internal sealed class StepSequence
{
    private readonly SortedDictionary<long, BatchDraw> _draws = [];
    private readonly RunSpec _spec;
    private readonly SamplingMethod _method;
    private readonly ChangeSchedule _changes;
    private readonly Func<double> _seconds;
    private readonly KeptSnapshots _snapshots;
    private readonly StatisticsRecorder _statistics;
    private IDrawMethod _drawMethod;
    private long _grownAt;

    private StepSequence(RunSpec spec, SamplingMethod method, SamplerSnapshot? snapshot, ChangeSchedule changes, IShardSet shards, Func<double> seconds)
    {
        (_spec, _method, _changes, Shards, _seconds) = (spec, method, changes, shards, seconds);
        (_snapshots, _statistics) = (new KeptSnapshots(spec.Checkpoint.Every), new StatisticsRecorder(spec, shards, seconds));
        if (snapshot is not null)
        {
            Load(snapshot);
        }

        _drawMethod = method.CreateDraws(spec, shards, _grownAt);
    }

    /// <summary>The last committed step, -1 at the start.</summary>
    public long Committed { get; private set; } = -1;

    /// <summary>The cases.</summary>
    public IShardSet Shards { get; }

    /// <summary>The share of a batch's slots that visit all cases in turn, 0 to 1.</summary>
    public double RevisitShare => _drawMethod.RevisitShareOf(_spec.BatchSize);

    /// <summary>The counts and the hash of the draws of the committed steps.</summary>
    public DrawLedger Ledger { get; private set; } = DrawLedger.Empty;

    /// <summary>The latest loss statistics, or null.</summary>
    public LossStatistics? Statistics => _statistics.Latest;

    /// <summary>Starts the shards, from the first step or from a snapshot, and computes the first draws.</summary>
    /// <param name="start">The run.</param>
    /// <param name="snapshot">The state after the last committed step; null to start from the first step.</param>
    /// <param name="changes">The changes of the cases.</param>
    /// <param name="startShards">Starts the shards.</param>
    /// <param name="seconds">Returns the seconds of training so far.</param>
    public static async Task<StepSequence> Start(
        SamplerStart start, SamplerSnapshot? snapshot, ChangeSchedule changes, Func<ShardSetStart, Task<IShardSet>> startShards, Func<double> seconds)
    {
        var (spec, method) = (start.Spec, SamplingMethod.Of(start.Spec));
        var shards = await startShards(new ShardSetStart(
            start.Blocks,
            snapshot?.Cases ?? ShardSnapshot.Of(NewCases(spec, method, 0, start.Cases)),
            snapshot?.Beta ?? method.Options.Beta,
            method.Options.Momentum,
            snapshot?.Step ?? -1));
        var sequence = new StepSequence(spec, method, snapshot, changes, shards, seconds);
        for (var step = sequence.Committed + 1; step <= sequence.Committed + 1 + spec.DrawAhead; step++)
        {
            await sequence.DrawOnce(step);
        }

        return sequence;
    }

    /// <summary>The draws of the steps that are not committed yet, and of the last committed one; null for other steps.</summary>
    public BatchDraw? DrawsOf(long step) => _draws.GetValueOrDefault(step);

    /// <summary>The snapshot of a step after which the run saves a checkpoint, or null if it is not available.</summary>
    public SamplerSnapshot? SnapshotOf(long step) => _snapshots.Of(step);

    /// <summary>The loss statistics of later steps than a given one.</summary>
    public IReadOnlyList<LossStatistics> StatisticsAfter(long step) => _statistics.After(step);

    /// <summary>Checks that the options allow the run to draw from the given number of cases.</summary>
    /// <exception cref="Robustness.Errors.InvalidInputException">There are too many cases.</exception>
    public void RequireCapacity(int cases) => _method.RequireCapacity(_spec, cases);

    /// <summary>How many draws of the next step have no loss yet.</summary>
    public int MissingLosses(StepReports reports) => reports.Missing(_draws[Committed + 1]);

    /// <summary>Credits the next step and computes the draws that this allows. The caller then calls <see cref="AfterCommit"/>.</summary>
    /// <param name="reports">The losses; each draw of the step has one.</param>
    public async Task Commit(StepReports reports)
    {
        var step = Committed + 1;
        var batch = _draws[step];
        var replies = await Shards.Commit(batch, reports);
        UpdateLedger(batch, replies);
        _statistics.Add(replies);
        Committed = step;
        await DrawOnce(step + 1 + _spec.DrawAhead);
        _draws.Remove(step - 1);
    }

    /// <summary>Takes the statistics and the snapshot of the last committed step if they are due. No draw waits for them.</summary>
    /// <param name="lastStep">The step after which the run ends.</param>
    public async Task AfterCommit(long lastStep)
    {
        var step = Committed;
        await _statistics.RecordIfDue(step);
        if (step == lastStep || (_spec.Checkpoint.Every > 0 && (step + 1) % _spec.Checkpoint.Every == 0))
        {
            await TakeSnapshot();
        }
    }

    /// <summary>Takes the snapshot of the last committed step if it is not available yet.</summary>
    public Task RequireSnapshot() => _snapshots.Of(Committed) is null ? TakeSnapshot() : Task.CompletedTask;

    private void Load(SamplerSnapshot snapshot)
    {
        (Committed, Ledger, _grownAt) = (snapshot.Step, snapshot.Ledger, snapshot.GrownAt);
        _statistics.Load(snapshot);
        _snapshots.Add(snapshot);
        foreach (var batch in snapshot.PendingDraws)
        {
            _draws[batch.Step] = batch;
        }
    }

    private void UpdateLedger(BatchDraw batch, CommitReply[] replies) => Ledger = new DrawLedger(
        Ledger.Issued + batch.Draws.Length,
        Ledger.Credited + replies.Sum(reply => reply.Credited),
        Ledger.ClippedLow + replies.Sum(reply => reply.ClippedLow),
        Ledger.ClippedHigh + replies.Sum(reply => reply.ClippedHigh),
        DrawHash.Extend(Ledger.Hash, batch));

    private async Task DrawOnce(long step)
    {
        // From now on changes are for later steps. Accepted changes must be durable before a draw shows them.
        await _changes.CloseUntil(step);
        if (!_draws.ContainsKey(step))
        {
            await ApplyChanges(step);
            _draws[step] = await _drawMethod.DrawAsync(step, _spec.BatchSize, Committed);
        }
    }

    private async Task ApplyChanges(long step)
    {
        foreach (var scheduled in _changes.At(step))
        {
            var (change, cases) = (scheduled.Change, scheduled.Cases);
            if (change.Kind == CaseChangeKind.Add)
            {
                await Shards.Append(NewCases(_spec, _method, Shards.Cases, cases.Length));
                _grownAt = step;
                _drawMethod = _method.CreateDraws(_spec, Shards, _grownAt);
            }
            else
            {
                await Shards.Change(change.Kind, cases, change.Reason);
            }
        }
    }

    private static CaseRecord[] NewCases(RunSpec spec, SamplingMethod method, int first, int count) =>
        [.. Enumerable.Range(first, count).Select(i => method.Options.StartOf(spec.Seed, i))];

    private async Task TakeSnapshot()
    {
        var step = Committed;
        await _statistics.Computed;
        _snapshots.RemoveOld(step);
        _snapshots.Add(new SamplerSnapshot
        {
            Step = step,
            Cases = await Shards.GetSnapshot(),
            PendingDraws = [.. _draws.Where(entry => entry.Key > step).Select(entry => entry.Value)],
            Ledger = Ledger,
            Statistics = _statistics.All,
            Window = _statistics.Window,
            TrainingSeconds = _seconds(),
            Beta = Shards.Beta,
            GrownAt = _grownAt,
            Changes = _changes.All,
        });
    }
}
