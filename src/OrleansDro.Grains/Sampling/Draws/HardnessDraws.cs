using System.Collections.Immutable;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Grains.Sampling.Shards;
using OrleansDro.Robustness.Errors;
using OrleansDro.Robustness.Sampling;
using OrleansDro.Robustness.Temperature;

namespace OrleansDro.Grains.Sampling.Draws;

/// <summary>Draws by hardness over the shards: the same draws as those of <see cref="HardnessSampler"/> in one process.</summary>
internal sealed class HardnessDraws(RunSpec spec, SamplingOptions options, ShardSet shards) : IDrawMethod
{
    private readonly TemperatureController _temperature = new(options.Temperature, options.Beta);
    private RevisitSweep _sweep = Sweep(spec, options, shards.Cases);

    public double SweptShare => _sweep.ShareOf(spec.BatchSize, shards.Mass.EligibleCases);

    public async Task<BatchDraw> Draw(long step, long historyStep)
    {
        if (_temperature.IsDue(step) || _temperature.IsCollapsed(shards.Mass.LargestProbability(shards.Beta), shards.Mass.SeenCases))
        {
            await shards.SetBeta(await _temperature.BetaAtAsync(step, shards.GetMoments));
        }

        var sweptShare = SweptShare;
        var plan = new DrawPlan(shards.Mass, options with { Beta = shards.Beta }, sweptShare);
        var draws = options.Replacement
            ? await DrawIndependently(plan, step, historyStep)
            : await DrawDistinct(plan, sweptShare, step, historyStep);
        return new BatchDraw(step, draws, plan.FloorProbability, shards.Beta);
    }

    public void RequireRoom(int cases) => _ = Sweep(spec, options, cases);

    public void Grow(long step) => _sweep = Sweep(spec, options, shards.Cases);

    private static RevisitSweep Sweep(RunSpec spec, SamplingOptions options, int cases)
    {
        var sweep = new RevisitSweep(cases, options.RevisitEvery, spec.Seed);
        return sweep.Slots < spec.BatchSize
            ? sweep
            : throw new InvalidInputException(
                $"sampling.revisitEvery is {options.RevisitEvery}: to draw each of {cases} cases so often takes {sweep.Slots} slots of a step, and batchSize is {spec.BatchSize}. Revisit at most every {(cases / (spec.BatchSize - 1)) + 1} steps, or enlarge the batch.");
    }

    private async Task<ImmutableArray<Draw>> DrawIndependently(DrawPlan plan, long step, long historyStep)
    {
        var points = new DrawPoint[spec.BatchSize];
        plan.PointsOf(spec.Seed, step, points);
        var found = await shards.Locate(points);
        var swept = await SweptCases(step);
        var draws = new Draw[spec.BatchSize];
        for (var slot = 0; slot < draws.Length; slot++)
        {
            var (caseIndex, loss) = swept[slot] ?? (found.Cases[slot], found.Losses[slot]);
            draws[slot] = plan.DrawOf(slot, caseIndex, loss, historyStep);
        }

        return [.. draws];
    }

    /// <summary>Each slot draws as if the cases of the slots before it were not there; <see cref="SamplingOptions.Replacement"/> tells the bias.</summary>
    private async Task<ImmutableArray<Draw>> DrawDistinct(DrawPlan plan, double sweptShare, long step, long historyStep)
    {
        var unseenLoss = shards.Mass.MaximumLoss;
        var draws = ImmutableArray.CreateBuilder<Draw>(spec.BatchSize);
        var drawn = new HashSet<int>();
        var sweptCases = await SweptCases(step);
        for (var slot = 0; slot < spec.BatchSize; slot++)
        {
            if (slot > 0)
            {
                plan = new DrawPlan(shards.Mass, options with { Beta = shards.Beta }, sweptShare, unseenLoss);
            }

            var found = await shards.Locate([plan.PointOf(spec.Seed, step, slot)]);
            var (caseIndex, loss) = sweptCases[slot] is { } swept && !drawn.Contains(swept.Case) ? swept : (found.Cases[0], found.Losses[0]);
            draws.Add(plan.DrawOf(slot, caseIndex, loss, historyStep));
            drawn.Add(caseIndex);
            await shards.Withhold(caseIndex);
        }

        await shards.Restore(drawn);
        return draws.MoveToImmutable();
    }

    /// <summary>The case that each slot has to revisit; null where it is free to draw, as the case must not be drawn or the slot is not one of the sweep's.</summary>
    private async Task<(int Case, double Loss)?[]> SweptCases(long step)
    {
        int[] cases = [.. Enumerable.Range(0, _sweep.Slots).Select(slot => _sweep.CaseAt(step, slot))];
        var records = await shards.GetRecordsOf(cases);
        var swept = new (int Case, double Loss)?[spec.BatchSize];
        for (var slot = 0; slot < cases.Length; slot++)
        {
            var record = records[cases[slot]];
            swept[slot] = record.CanBeDrawn ? (cases[slot], record.Loss) : null;
        }

        return swept;
    }
}
