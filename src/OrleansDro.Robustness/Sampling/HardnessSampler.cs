using System.Collections.Immutable;
using OrleansDro.Robustness.History;

namespace OrleansDro.Robustness.Sampling;

/// <summary>
/// Hardness weighted sampling in one process: draws case i with probability softmax(beta * latest loss of i), and learns the losses of what it drew.
/// A draw and a report take O(log n) for each slot. What slot s of step t draws is a function of (seed, t, s, history).
/// </summary>
/// <remarks>
/// Made for a training loop: <see cref="Draw"/> a batch, compute the loss of each of its cases, <see cref="Report"/> them. Not safe for use by several
/// threads at a time.
/// </remarks>
public sealed class HardnessSampler
{
    private readonly SamplingOptions _options;
    private readonly long _seed;
    private readonly CaseRecord[] _records;
    private readonly HardnessTree _tree;

    /// <summary>Starts with cases of which nothing is known.</summary>
    /// <param name="cases">How many cases, 1 to 2^29.</param>
    /// <param name="options">The options; they are checked.</param>
    /// <param name="seed">The run's seed.</param>
    /// <exception cref="ArgumentOutOfRangeException">The count or an option is outside its range.</exception>
    public HardnessSampler(int cases, SamplingOptions options, long seed)
    {
        options.Validate();
        _options = options;
        _seed = seed;
        _tree = new HardnessTree(cases, options.Beta);
        _records = new CaseRecord[cases];
        for (var i = 0; i < cases; i++)
        {
            _records[i] = options.StartOf(seed, i);
        }

        LoadTree();
    }

    /// <summary>The history of each case.</summary>
    public ReadOnlySpan<CaseRecord> Records => _records;

    /// <summary>The mass of all cases.</summary>
    public HardnessMass Mass => _tree.Root;

    /// <summary>The last step whose losses the history holds; -1 at the start.</summary>
    public long HistoryStep { get; private set; } = -1;

    /// <summary>Draws the batch of a step.</summary>
    /// <param name="step">The step, 0 or more.</param>
    /// <param name="batchSize">How many slots the batch has, 1 or more; without replacement not more than there are eligible cases.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    /// <exception cref="InvalidOperationException">No case can be drawn, as all are quarantined.</exception>
    public BatchDraw Draw(long step, int batchSize)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batchSize);
        var plan = new DrawPlan(_tree.Root, _options);
        var draws = _options.Replacement ? DrawIndependently(plan, step, batchSize) : DrawDistinct(plan, step, batchSize);
        return new BatchDraw(step, draws, plan.FloorProbability);
    }

    /// <summary>
    /// Credits the losses of a batch to the histories of its cases. A case that several slots drew takes all of its losses in the order of the
    /// slots. To report a batch again, or one older than a case's history, changes nothing; a loss that is not finite quarantines its case.
    /// </summary>
    /// <param name="batch">What <see cref="Draw"/> returned.</param>
    /// <param name="losses">The fresh loss of each slot.</param>
    /// <exception cref="ArgumentException">The count of losses is not that of the slots, or the batch has a case that is not the sampler's.</exception>
    public void Report(BatchDraw batch, ReadOnlySpan<double> losses)
    {
        if (losses.Length != batch.Draws.Length)
        {
            throw new ArgumentException($"The batch has {batch.Draws.Length} slots, but {losses.Length} losses were given.", nameof(losses));
        }

        if (batch.Draws.Any(draw => (uint)draw.Case >= (uint)_records.Length))
        {
            throw new ArgumentException($"The batch has a case outside 0 to {_records.Length - 1}.", nameof(batch));
        }

        foreach (var visit in batch.Draws.Zip(losses.ToArray()).GroupBy(slot => slot.First.Case, slot => slot.Second))
        {
            Set(visit.Key, _records[visit.Key].Visit(batch.Step, visit.ToArray(), _options.Momentum));
        }

        HistoryStep = Math.Max(HistoryStep, batch.Step);
    }

    /// <summary>Takes a case out of the sampling for good.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such case.</exception>
    public void Quarantine(int caseIndex)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(caseIndex);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(caseIndex, _records.Length);
        Set(caseIndex, _records[caseIndex].Quarantine());
    }

    /// <summary>Replaces all histories by saved ones. Later draws have the same bits as those of the sampler that was saved.</summary>
    /// <exception cref="ArgumentException">The count of records is not that of the cases, or a record that can be drawn has an infinite loss.</exception>
    public void Load(ReadOnlySpan<CaseRecord> records)
    {
        if (records.Length != _records.Length)
        {
            throw new ArgumentException($"The sampler has {_records.Length} cases, but {records.Length} records were given.", nameof(records));
        }

        foreach (var record in records)
        {
            _ = HardnessMass.Of(record);
        }

        records.CopyTo(_records);
        HistoryStep = _records.Max(record => record.LastStep);
        LoadTree();
    }

    /// <summary>The natural logarithm of the probability with which one slot would draw a case now; negative infinity when it is quarantined.</summary>
    /// <exception cref="InvalidOperationException">No case can be drawn, as all are quarantined.</exception>
    public double LogProbability(int caseIndex) => new DrawPlan(_tree.Root, _options).LogProbability(_records[caseIndex]);

    private ImmutableArray<Draw> DrawIndependently(DrawPlan plan, long step, int batchSize)
    {
        var draws = ImmutableArray.CreateBuilder<Draw>(batchSize);
        for (var slot = 0; slot < batchSize; slot++)
        {
            draws.Add(DrawSlot(plan, step, slot));
        }

        return draws.MoveToImmutable();
    }

    /// <summary>Each slot draws as if the cases that the slots before it drew were not there.</summary>
    private ImmutableArray<Draw> DrawDistinct(DrawPlan plan, long step, int batchSize)
    {
        var start = _tree.Root;
        if (batchSize > start.EligibleCases)
        {
            throw new ArgumentOutOfRangeException(
                nameof(batchSize), batchSize, $"A batch without replacement has at most as many slots as there are eligible cases, {start.EligibleCases}.");
        }

        var draws = ImmutableArray.CreateBuilder<Draw>(batchSize);
        for (var slot = 0; slot < batchSize; slot++)
        {
            var draw = DrawSlot(plan, step, slot);
            draws.Add(draw);
            _tree[draw.Case] = HardnessMass.Empty;
            if (slot + 1 < batchSize)
            {
                plan = new DrawPlan(_tree.Root, _options, start.MaximumLoss);
            }
        }

        foreach (var draw in draws)
        {
            _tree[draw.Case] = HardnessMass.Of(_records[draw.Case]);
        }

        return draws.MoveToImmutable();
    }

    private Draw DrawSlot(DrawPlan plan, long step, int slot)
    {
        var drawn = _tree.Locate(plan.PointOf(_seed, step, slot)).Leaf;
        return plan.DrawOf(slot, drawn, _records[drawn], HistoryStep);
    }

    private void Set(int caseIndex, CaseRecord record)
    {
        _records[caseIndex] = record;
        _tree[caseIndex] = HardnessMass.Of(record);
    }

    private void LoadTree() => _tree.Load(Array.ConvertAll(_records, HardnessMass.Of));
}
