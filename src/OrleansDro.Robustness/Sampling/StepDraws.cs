using System.Runtime.InteropServices;
using OrleansDro.Robustness.History;

namespace OrleansDro.Robustness.Sampling;

/// <summary>
/// Draws the cases of each step by an objective: what slot s of step t draws is a function of (seed, t, s, history). The same algorithm serves cases in
/// this process and in shards on other machines.
/// </summary>
/// <remarks>The number of cases is fixed: after cases were added, create a new object. Not safe for use by several threads at a time.</remarks>
public sealed class StepDraws : IDrawMethod
{
    private readonly ICaseSource _source;
    private readonly ISamplingObjective _objective;
    private readonly SamplingOptions _options;
    private readonly long _seed;
    private readonly RevisitSweep _sweep;

    // By slot of the revisit sweep: the case that it visits, and its record.
    private readonly int[] _sweptCases;
    private readonly CaseRecord[] _sweptRecords;

    // By slot of the batch. Kept from one step to the next, because most runs have batches of one size.
    private DrawPoint[] _points = [];
    private LocatedCase[] _located = [];

    /// <summary>Prepares to draw.</summary>
    /// <param name="source">The cases, one or more.</param>
    /// <param name="objective">Decides their probabilities.</param>
    /// <param name="options">Valid options: only those that are common to all objectives are used here.</param>
    /// <param name="seed">The run's seed.</param>
    public StepDraws(ICaseSource source, ISamplingObjective objective, SamplingOptions options, long seed)
    {
        (_source, _objective, _options, _seed) = (source, objective, options, seed);
        _sweep = new RevisitSweep(source.Cases, options.RevisitEvery, seed);
        _sweptCases = new int[_sweep.Slots];
        _sweptRecords = new CaseRecord[_sweep.Slots];
    }

    /// <inheritdoc/>
    public double RevisitShareOf(int batchSize) => _sweep.ShareOf(batchSize, _objective.GetDistribution().EligibleCases);

    /// <inheritdoc/>
    public async ValueTask<BatchDraw> DrawAsync(long step, int batchSize, long historyStep)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        await _objective.PrepareAsync(step);
        var distribution = _objective.GetDistribution();
        var plan = new DrawPlan(distribution, _options.MixingFloor, _sweep.ShareOf(batchSize, distribution.EligibleCases));
        if (!_options.Replacement && batchSize > distribution.EligibleCases)
        {
            throw new ArgumentOutOfRangeException(
                nameof(batchSize),
                batchSize,
                $"A batch without replacement has at most as many slots as there are eligible cases, {distribution.EligibleCases}.");
        }

        await ReadSweptCasesAsync(step);
        if (_points.Length != batchSize)
        {
            (_points, _located) = (new DrawPoint[batchSize], new LocatedCase[batchSize]);
        }

        var floorProbability = plan.FloorProbability;
        var draws = _options.Replacement
            ? await DrawIndependentlyAsync(plan, step, historyStep)
            : await DrawDistinctAsync(plan, distribution.UnseenLoss, step, historyStep);
        return new BatchDraw(step, ImmutableCollectionsMarshal.AsImmutableArray(draws), floorProbability, distribution.Dual);
    }

    private async ValueTask<Draw[]> DrawIndependentlyAsync(DrawPlan plan, long step, long historyStep)
    {
        plan.PointsOf(_seed, step, _points);
        await _source.LocateAsync(_points, _located);
        for (var slot = 0; slot < _sweptCases.Length; slot++)
        {
            if (_sweptRecords[slot].CanBeDrawn)
            {
                _located[slot] = SweptCase(slot);
            }
        }

        var draws = new Draw[_located.Length];
        for (var slot = 0; slot < draws.Length; slot++)
        {
            draws[slot] = plan.DrawOf(slot, _located[slot], historyStep);
        }

        return draws;
    }

    /// <summary>Each slot draws as if the cases of the slots before it did not exist; <see cref="SamplingOptions.Replacement"/> describes the bias.</summary>
    private async ValueTask<Draw[]> DrawDistinctAsync(DrawPlan plan, double unseenLoss, long step, long historyStep)
    {
        var draws = new Draw[_points.Length];

        // The cases of the revisit sweep that no slot has drawn so far.
        var due = new HashSet<int>(_sweptCases.Where((_, slot) => _sweptRecords[slot].CanBeDrawn));
        for (var slot = 0; slot < draws.Length; slot++)
        {
            if (slot > 0)
            {
                // This may be the hardest case: the unseen cases keep the rank that they had at the start of the batch.
                await _source.WithholdAsync(_located[slot - 1].Case);
                plan.DrawFrom(_objective.GetDistribution(unseenLoss));
            }

            if (slot < _sweptCases.Length && due.Contains(_sweptCases[slot]))
            {
                _located[slot] = SweptCase(slot);
            }
            else
            {
                _points[slot] = plan.PointOf(_seed, step, slot);
                await _source.LocateAsync(_points.AsMemory(slot, 1), _located.AsMemory(slot, 1));
            }

            draws[slot] = plan.DrawOf(slot, _located[slot], historyStep);
            due.Remove(_located[slot].Case);
        }

        await _source.RestoreAsync();
        return draws;
    }

    /// <summary>Reads the cases that the first slots have to revisit. If one of them must not be drawn, its slot draws freely.</summary>
    private ValueTask ReadSweptCasesAsync(long step)
    {
        for (var slot = 0; slot < _sweptCases.Length; slot++)
        {
            _sweptCases[slot] = _sweep.CaseAt(step, slot);
        }

        return _sweptCases.Length == 0 ? ValueTask.CompletedTask : _source.GetRecordsAsync(_sweptCases, _sweptRecords);
    }

    private LocatedCase SweptCase(int slot) => new(_sweptCases[slot], _sweptRecords[slot].Loss);
}
