using OrleansDro.Grains.Sampling.Shards;
using OrleansDro.Robustness.Randomness;
using OrleansDro.Robustness.Sampling;

namespace OrleansDro.Grains.Sampling.Draws;

/// <summary>
/// Each epoch visits every case once, in a new random order. A case that must not be drawn is replaced by the next one in that order.
/// </summary>
/// <param name="shards">The cases. Their number is fixed: after cases were added, create a new object.</param>
/// <param name="seed">The run's seed.</param>
/// <param name="firstStep">The step at which the first epoch starts: 0, or the first step that can draw the cases that were added last.</param>
internal sealed class UniformDraws(IShardSet shards, long seed, long firstStep) : IDrawMethod
{
    public double RevisitShareOf(int batchSize) => 0;

    public async ValueTask<BatchDraw> DrawAsync(long step, int batchSize, long historyStep)
    {
        var (eligible, cases) = (shards.Mass.EligibleCases, shards.Cases);
        if (eligible == 0)
        {
            throw new InvalidOperationException("No case can be drawn: all are quarantined or removed.");
        }

        var records = eligible < cases ? await shards.GetRecords() : null;
        var draws = Enumerable.Range(0, batchSize).Select(slot =>
        {
            var position = ((step - firstStep) * batchSize) + slot;
            while (records is not null && !records[CaseAt(position)].CanBeDrawn)
            {
                position++;
            }

            return new Draw(slot, CaseAt(position), -Math.Log(eligible), StaleLoss: 0, historyStep);
        });
        return new BatchDraw(step, [.. draws], FloorProbability: 0, Beta: 0);
    }

    private int CaseAt(long position) =>
        new KeyedPermutation(shards.Cases, seed, RandomPurpose.Shuffle, position / shards.Cases)[(int)(position % shards.Cases)];
}
