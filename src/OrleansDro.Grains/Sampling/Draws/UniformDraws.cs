using OrleansDro.Abstractions.Specs;
using OrleansDro.Grains.Sampling.Shards;
using OrleansDro.Robustness.Randomness;
using OrleansDro.Robustness.Sampling;

namespace OrleansDro.Grains.Sampling.Draws;

/// <summary>
/// Each epoch visits every case once, in an order of its own; a case that must not be drawn is replaced by the next in that order. Epochs are counted anew
/// when cases are added.
/// </summary>
internal sealed class UniformDraws(RunSpec spec, ShardSet shards, long grownAt) : IDrawMethod
{
    private long _grownAt = grownAt;

    public double SweptShare => 0;

    public async Task<BatchDraw> Draw(long step, long historyStep)
    {
        var (eligible, cases) = (shards.Mass.EligibleCases, shards.Cases);
        if (eligible == 0)
        {
            throw new InvalidOperationException("No case can be drawn: all are quarantined or removed.");
        }

        var records = eligible < cases ? await shards.GetRecords() : null;
        var draws = Enumerable.Range(0, spec.BatchSize).Select(slot =>
        {
            var position = ((step - _grownAt) * spec.BatchSize) + slot;
            while (records is not null && !records[CaseAt(position)].CanBeDrawn)
            {
                position++;
            }

            return new Draw(slot, CaseAt(position), -Math.Log(eligible), StaleLoss: 0, historyStep);
        });
        return new BatchDraw(step, [.. draws], FloorProbability: 0, Beta: 0);
    }

    public void RequireRoom(int cases)
    {
        // Epochs have room for any number.
    }

    public void Grow(long step) => _grownAt = step;

    private int CaseAt(long position) =>
        new KeyedPermutation(shards.Cases, spec.Seed, RandomPurpose.Shuffle, position / shards.Cases)[(int)(position % shards.Cases)];
}
