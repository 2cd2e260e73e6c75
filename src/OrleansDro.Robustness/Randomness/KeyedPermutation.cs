namespace OrleansDro.Robustness.Randomness;

/// <summary>
/// A pseudo-random permutation of 0 to count - 1 that is a function of (seed, purpose, epoch), read at any position in constant time and memory. Uniform
/// sampling reads it as reshuffled epochs: slot s of step t takes position p = t * B + s, and draws case <c>permutation(epoch: p / n)[p % n]</c>.
/// </summary>
/// <remarks>
/// The swap-or-not network of Hoang, Morris and Rogaway ("An enciphering scheme based on a card shuffle", CRYPTO 2012) with Philox as its round function.
/// Unlike a Feistel network it works for any count without skipping numbers, and reaches odd permutations too: for small counts every order is
/// equally likely.
/// </remarks>
public sealed class KeyedPermutation
{
    // A round leaves a number in its place with probability 1/2; 16 rounds already look uniform for up to 7 numbers.
    private const int Rounds = 64;

    // Different from the blocks of the stream that the mirrors are drawn from.
    private const uint FirstRoundBlock = 1 << 23;
    private const int PurposeShift = 24;

    private readonly int[] _mirrors = new int[Rounds];
    private readonly uint _rounds, _key0, _key1, _epoch0, _epoch1;

    /// <summary>Opens the permutation of one epoch.</summary>
    /// <param name="count">The size of the permutation, 1 or more.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="purpose">The purpose of the permutation. Its stream (seed, purpose, epoch, slot) must have no other use.</param>
    /// <param name="epoch">Which permutation of the sequence, 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">The count is not positive, or the epoch is negative.</exception>
    public KeyedPermutation(int count, long seed, RandomPurpose purpose, long epoch)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        Count = count;
        _rounds = ((uint)purpose << PurposeShift) | FirstRoundBlock;
        _key0 = (uint)seed;
        _key1 = (uint)(seed >> 32);
        _epoch0 = (uint)epoch;
        _epoch1 = (uint)(epoch >> 32);
        var random = new CounterRandom(seed, purpose, epoch, 0);
        foreach (ref var mirror in _mirrors.AsSpan())
        {
            mirror = random.NextInt32(count);
        }
    }

    /// <summary>The size of the permutation.</summary>
    public int Count { get; }

    /// <summary>The number at a position.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The position is not in 0 to <see cref="Count"/> - 1.</exception>
    public int this[int position]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(position);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(position, Count);
            var number = position;
            for (var round = 0; round < Rounds; round++)
            {
                // Numbers pair up as mirror images of each other, and each pair swaps or not.
                var partner = _mirrors[round] - number;
                partner += partner < 0 ? Count : 0;
                number = Swaps(round, Math.Max(number, partner)) ? partner : number;
            }

            return number;
        }
    }

    private bool Swaps(int round, int pair)
        => (CounterRandom.Block((_rounds | (uint)round, (uint)pair, _epoch0, _epoch1), (_key0, _key1)).Word0 & 1) != 0;
}
