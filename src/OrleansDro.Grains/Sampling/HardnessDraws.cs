using System.Collections.Immutable;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Robustness.Sampling;

namespace OrleansDro.Grains.Sampling;

/// <summary>Draws by hardness over the shards: the same draws as those of <see cref="HardnessSampler"/> in one process.</summary>
internal sealed class HardnessDraws(RunSpec spec, SamplingOptions options, ShardSet shards) : IDrawMethod
{
    public async Task<BatchDraw> Draw(long step, long historyStep)
    {
        var plan = new DrawPlan(shards.Mass, options);
        var draws = options.Replacement ? await DrawIndependently(plan, step, historyStep) : await DrawDistinct(plan, step, historyStep);
        return new BatchDraw(step, draws, plan.FloorProbability);
    }

    private async Task<ImmutableArray<Draw>> DrawIndependently(DrawPlan plan, long step, long historyStep)
    {
        var found = await shards.Locate([.. Enumerable.Range(0, spec.BatchSize).Select(slot => plan.PointOf(spec.Seed, step, slot))]);
        return [.. found.Select((match, slot) => plan.DrawOf(slot, match.Case, match.Record, historyStep))];
    }

    /// <summary>Each slot draws as if the cases of the slots before it were not there; <see cref="SamplingOptions.Replacement"/> tells the bias.</summary>
    private async Task<ImmutableArray<Draw>> DrawDistinct(DrawPlan plan, long step, long historyStep)
    {
        var unseenLoss = shards.Mass.MaximumLoss;
        var draws = ImmutableArray.CreateBuilder<Draw>(spec.BatchSize);
        for (var slot = 0; slot < spec.BatchSize; slot++)
        {
            var match = (await shards.Locate([plan.PointOf(spec.Seed, step, slot)]))[0];
            draws.Add(plan.DrawOf(slot, match.Case, match.Record, historyStep));
            await shards.Withhold(match.Case);
            if (slot + 1 < spec.BatchSize)
            {
                plan = new DrawPlan(shards.Mass, options, unseenLoss);
            }
        }

        await shards.Restore(draws.Select(draw => draw.Case));
        return draws.MoveToImmutable();
    }
}
