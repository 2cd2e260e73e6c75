using OrleansDro.Abstractions.Runs;
using OrleansDro.Robustness.History;
using OrleansDro.Robustness.Randomness;
using OrleansDro.Robustness.Sampling;

namespace OrleansDro.Grains.Sampling;

/// <summary>Each epoch visits every case once, in an order of its own; a quarantined case is replaced by the next in that order.</summary>
internal sealed class UniformDraws(RunSpec spec, int cases, ShardSet shards) : IDrawMethod
{
    public async Task<BatchDraw> Draw(long step, long historyStep)
    {
        var eligible = shards.Mass.EligibleCases;
        if (eligible == 0)
        {
            throw new InvalidOperationException("No case can be drawn: all are quarantined.");
        }

        var records = eligible < cases ? await shards.GetRecords() : null;
        var draws = Enumerable.Range(0, spec.BatchSize).Select(slot =>
        {
            var position = (step * spec.BatchSize) + slot;
            while (records is not null && records[CaseAt(position)].Status == CaseStatus.Quarantined)
            {
                position++;
            }

            return new Draw(slot, CaseAt(position), -Math.Log(eligible), StaleLoss: 0, historyStep);
        });
        return new BatchDraw(step, [.. draws], FloorProbability: 0);
    }

    private int CaseAt(long position) => new KeyedPermutation(cases, spec.Seed, RandomPurpose.Shuffle, position / cases)[(int)(position % cases)];
}
