using OrleansDro.Abstractions.Cases;
using OrleansDro.Grains.Protocol.Cases;
using OrleansDro.Grains.Protocol.Sampling.Shards;
using OrleansDro.Robustness.History;
using OrleansDro.Robustness.Sampling;
using OrleansDro.Robustness.Temperature;

namespace OrleansDro.Grains.Sampling.Shards;

/// <summary>
/// The cases of a shard: the index of their latest losses, the pages with what else was recorded, and the reasons for which some cannot be drawn. Cases and blocks are counted over
/// the whole run.
/// </summary>
internal sealed class ShardCases
{
    private readonly ShardStart _start;
    private readonly int _firstBlock, _firstCase;
    private readonly CaseHistory _history;
    private readonly HardnessIndex _index;
    private readonly CasePages _pages = new();
    private readonly Dictionary<int, string> _reasons;
    private readonly HashSet<int> _withheldBlocks = [];

    /// <summary>Creates the cases as a sampler or a checkpoint describes them.</summary>
    /// <param name="shard">The shard.</param>
    /// <param name="start">The description, which is copied.</param>
    public ShardCases(int shard, ShardStart start)
    {
        // Keeping the snapshot would need the memory twice.
        _start = start with { Snapshot = ShardSnapshot.Of([]) };
        _firstBlock = start.Blocks.FirstBlockOf(shard);
        _firstCase = _firstBlock * start.Blocks.Size;
        _history = new CaseHistory(start.Snapshot.Records);
        _pages.Load(start.Snapshot, _firstCase);
        _reasons = new Dictionary<int, string>(start.Snapshot.Reasons);
        _index = new HardnessIndex(_history, start.Beta, start.Blocks.Size);
    }

    /// <summary>The records, in order.</summary>
    public CaseRecord[] Records => _history.ToArray();

    /// <summary>The reasons for which cases are quarantined or removed.</summary>
    public IReadOnlyDictionary<int, string> Reasons => _reasons;

    /// <summary>The masses of all blocks.</summary>
    public BlockMass[] Masses => [.. Enumerable.Range(_firstBlock, _index.Blocks).Select(MassOf)];

    /// <summary>What another activation needs to go on.</summary>
    /// <param name="lastCommitted">The step whose losses the records hold.</param>
    public ShardStart Describe(long lastCommitted) => _start with { Snapshot = TakeSnapshot(), Beta = _index.Beta, LastCommittedStep = lastCommitted };

    /// <summary>The whole state of the cases.</summary>
    public ShardSnapshot TakeSnapshot()
    {
        var records = Records;
        var recent = _pages.RecentLosses(_firstCase, records.Length, place => records[place].Visits);
        return new ShardSnapshot(records, recent, new Dictionary<int, string>(_reasons), _pages.Learned(_firstCase, records.Length));
    }

    /// <summary>Credits the losses of a step, in slot order.</summary>
    public CommitReply Credit(ShardCommit commit)
    {
        var (draws, report) = (commit.Draws, commit.Losses);
        var errors = ErrorsOf(draws, report.Losses);
        var visits = CaseVisit.Of(commit);
        foreach (var visit in visits)
        {
            Credit(commit.Step, visit);
        }

        _index.Refresh(Array.ConvertAll(visits, visit => PlaceOf(visit.Case)));
        return new CommitReply
        {
            Masses = MassesOf(draws.Select(draw => draw.Case)),
            Credited = draws.Length,
            ClippedLow = report.Clips.Count(clip => clip < 0),
            ClippedHigh = report.Clips.Count(clip => clip > 0),
            Losses = report.Losses.Where(float.IsFinite).Aggregate(default(DrawnLosses), (sum, loss) => sum.Add(new DrawnLosses(loss, 1))),
            Errors = errors,
        };
    }

    /// <inheritdoc cref="ISamplerShardGrain.Locate"/>
    public LocatedCases Locate(DrawPoint[] points, int[] blocks)
    {
        var places = new int[points.Length];
        _index.Locate(points, Array.ConvertAll(blocks, block => block - _firstBlock), places);
        return new LocatedCases(Array.ConvertAll(places, place => _firstCase + place), Array.ConvertAll(places, place => _history[place].Loss));
    }

    /// <inheritdoc cref="ISamplerShardGrain.GetRecordsOf"/>
    public CaseRecord[] RecordsOf(int[] cases) => Array.ConvertAll(cases, caseIndex => _history[PlaceOf(caseIndex)]);

    /// <inheritdoc cref="ISamplerShardGrain.GetTrace"/>
    public CaseTrace TraceOf(int caseIndex)
    {
        var place = PlaceOf(caseIndex);
        var record = _history[place];
        return new CaseTrace(
            record, _pages.RecentOf(place, record.Visits), _pages.LearningOf(place), _reasons.GetValueOrDefault(caseIndex), _pages.LabelLossesOf(place, record.Visits));
    }

    /// <inheritdoc cref="ISamplerShardGrain.Withhold"/>
    public BlockMass Withhold(int caseIndex)
    {
        _index.Withhold(PlaceOf(caseIndex));
        var mass = MassesOf([caseIndex])[0];
        _withheldBlocks.Add(mass.Block);
        return mass;
    }

    /// <inheritdoc cref="ISamplerShardGrain.Restore"/>
    public BlockMass[] Restore()
    {
        _index.Restore();
        var masses = _withheldBlocks.Select(MassOf).ToArray();
        _withheldBlocks.Clear();
        return masses;
    }

    /// <inheritdoc cref="ISamplerShardGrain.Change"/>
    public BlockMass[] Change(CaseChangeKind kind, int[] cases, string? reason)
    {
        foreach (var caseIndex in cases)
        {
            var before = _history[PlaceOf(caseIndex)];
            var after = kind switch
            {
                CaseChangeKind.Quarantine => before.Quarantine(),
                CaseChangeKind.Release => before.Release(),
                CaseChangeKind.Remove => before.Remove(),
                _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "A case can be quarantined, released or removed."),
            };
            Store(caseIndex, after, after.CanBeDrawn ? null : reason);
        }

        _index.Refresh(Array.ConvertAll(cases, PlaceOf));
        return MassesOf(cases);
    }

    /// <inheritdoc cref="ISamplerShardGrain.Append"/>
    public void Append(CaseRecord[] records)
    {
        var place = _history.Count;
        _history.Grow(records.Length);
        foreach (var record in records)
        {
            _history[place++] = record;
        }

        _index.Refresh();
    }

    /// <inheritdoc cref="ISamplerShardGrain.SetBeta"/>
    public void SetBeta(double beta) => _index.Beta = beta;

    /// <inheritdoc cref="ISamplerShardGrain.GetMoments"/>
    public LossMoments[] MomentsOf(double beta, double reference) => [.. Enumerable.Range(0, _index.Blocks).Select(block => _index.MomentsOf(block, beta, reference))];

    private int PlaceOf(int caseIndex) => caseIndex - _firstCase;

    private BlockMass[] MassesOf(IEnumerable<int> cases) => [.. cases.Select(_start.Blocks.BlockOf).Distinct().Select(MassOf)];

    private BlockMass MassOf(int block) => new(block, _index.MassOf(block - _firstBlock));

    private float[] ErrorsOf(Draw[] draws, float[] losses) =>
    [
        .. draws.Zip(losses)
            .Where(slot => float.IsFinite(slot.Second) && _history[PlaceOf(slot.First.Case)] is { LastStep: >= 0, Loss: not double.NaN })
            .Select(slot => (float)Math.Abs(slot.Second - _history[PlaceOf(slot.First.Case)].Loss)),
    ];

    private void Credit(long step, CaseVisit visit)
    {
        var place = PlaceOf(visit.Case);
        var before = _history[place];
        var (after, reason) = visit.Credit(before, _reasons.GetValueOrDefault(visit.Case), step, _start.Momentum);
        for (var i = 0; i < visit.Losses.Length && before.IsBefore(step); i++)
        {
            _pages.Add(place, before.Visits + i, step, visit.Losses[i], visit.Probabilities[i], visit.LabelLosses[i].Span);
        }

        Store(visit.Case, after, reason);
    }

    private void Store(int caseIndex, CaseRecord record, string? reason)
    {
        _history[PlaceOf(caseIndex)] = record;
        if (reason is null)
        {
            _reasons.Remove(caseIndex);
        }
        else
        {
            _reasons[caseIndex] = reason;
        }
    }
}
