using OrleansDro.Robustness.Randomness;

namespace OrleansDro.Robustness.Sampling;

/// <summary>
/// Draws every case at least once in any A consecutive steps: the first ceil(n / A) slots of each batch visit all cases in a fixed random order. The case
/// of a slot is a function of (seed, n, A, step, slot), so it needs neither state nor coordination.
/// </summary>
public sealed class RevisitSweep
{
    private readonly KeyedPermutation? _order;
    private readonly int _cases, _every;

    /// <summary>Plans the sweep.</summary>
    /// <param name="cases">How many cases n there are, 1 or more.</param>
    /// <param name="every">The steps A within which every case is drawn, 0 for no sweep.</param>
    /// <param name="seed">The run's seed.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public RevisitSweep(int cases, int every, long seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(cases);
        ArgumentOutOfRangeException.ThrowIfNegative(every);
        (_cases, _every) = (cases, every);
        if (every > 0)
        {
            _order = new KeyedPermutation(cases, seed, RandomPurpose.Revisit, 0);
        }

        Slots = SlotsOf(cases, every);
    }

    /// <summary>How many slots of each batch a sweep takes.</summary>
    /// <param name="cases">The number of cases n, 1 or more.</param>
    /// <param name="every">The steps A within which every case is drawn, 0 for no sweep.</param>
    public static int SlotsOf(int cases, int every) => every == 0 ? 0 : (cases - 1) / every + 1;

    /// <summary>How many slots of a batch the sweep takes, from the first on.</summary>
    public int Slots { get; }

    /// <summary>
    /// The share of a batch's slots in which the sweep draws an eligible case, each of them as often as the others: a slot whose case
    /// must not be drawn draws freely.
    /// </summary>
    /// <param name="batchSize">How many slots the batch has, 1 or more, and more than <see cref="Slots"/>.</param>
    /// <param name="eligibleCases">How many of the cases can be drawn.</param>
    /// <exception cref="ArgumentOutOfRangeException">The batch is too small; the message names the size that is needed.</exception>
    public double ShareOf(int batchSize, int eligibleCases)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batchSize);
        if (batchSize <= Slots)
        {
            throw new ArgumentOutOfRangeException(
                nameof(batchSize),
                batchSize,
                $"To draw each of {_cases} cases within any {_every} steps takes {Slots} slots of each batch, and a batch must have more. Use batches of {Slots + 1} or "
                + $"more, or increase {nameof(SamplingOptions.RevisitEvery)}.");
        }

        return (double)Slots / batchSize * eligibleCases / _cases;
    }

    /// <summary>The case that a slot of the sweep visits.</summary>
    /// <param name="step">The step, 0 or more.</param>
    /// <param name="slot">The slot, 0 to <see cref="Slots"/> - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The slot does not belong to the sweep.</exception>
    public int CaseAt(long step, int slot)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        ArgumentOutOfRangeException.ThrowIfNegative(slot);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(slot, Slots);
        return _order![(int)((step % _cases * Slots + slot) % _cases)];
    }
}
