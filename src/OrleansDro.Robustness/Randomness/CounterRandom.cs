using System.Runtime.Intrinsics;

namespace OrleansDro.Robustness.Randomness;

/// <summary>
/// Random numbers that are a function of (seed, purpose, step, slot) and of how many were drawn: any process, on any machine and at any time,
/// gets the same numbers. The generator is Philox4x32-10 (Salmon, Moraes, Dror, Shaw: "Parallel random numbers: as easy as 1, 2, 3", SC 2011).
/// </summary>
/// <remarks>
/// The key is the seed; the counter's four words are the block number with the purpose in its upper byte, the slot, and the step (two words).
/// One (seed, purpose, step, slot) yields 2^24 blocks of four 32-bit words.
/// </remarks>
public sealed class CounterRandom
{
    private const uint Multiplier0 = 0xD2511F53, Multiplier1 = 0xCD9E8D57;
    private const uint Weyl0 = 0x9E3779B9, Weyl1 = 0xBB67AE85;
    private const int Rounds = 10;
    private const int PurposeShift = 24;

    private readonly uint _key0, _key1, _purpose, _slot, _step0, _step1;
    private readonly uint[] _words = new uint[4];
    private uint _block;
    private int _taken = 4;

    /// <summary>Opens the stream of one draw.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="purpose">The purpose of the numbers.</param>
    /// <param name="step">The step, epoch or other major index, 0 or more.</param>
    /// <param name="slot">The slot, case or other minor index, 0 or more.</param>
    public CounterRandom(long seed, RandomPurpose purpose, long step, int slot)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        ArgumentOutOfRangeException.ThrowIfNegative(slot);
        _key0 = (uint)seed;
        _key1 = (uint)(seed >> 32);
        _purpose = (uint)purpose << PurposeShift;
        _slot = (uint)slot;
        _step0 = (uint)step;
        _step1 = (uint)(step >> 32);
    }

    /// <summary>The Philox4x32-10 block function: four random words for a counter and a key.</summary>
    public static (uint Word0, uint Word1, uint Word2, uint Word3) Block((uint Word0, uint Word1, uint Word2, uint Word3) counter, (uint Word0, uint Word1) key)
    {
        var (c0, c1, c2, c3) = counter;
        var (k0, k1) = key;
        for (var round = 0; round < Rounds; round++)
        {
            var product0 = (ulong)Multiplier0 * c0;
            var product1 = (ulong)Multiplier1 * c2;
            (c0, c1, c2, c3) = ((uint)(product1 >> 32) ^ c1 ^ k0, (uint)product1, (uint)(product0 >> 32) ^ c3 ^ k1, (uint)product0);
            k0 += Weyl0;
            k1 += Weyl1;
        }

        return (c0, c1, c2, c3);
    }

    /// <summary>The first two numbers that <see cref="NextDouble"/> of a stream returns, without creating the stream.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="purpose">The purpose of the numbers.</param>
    /// <param name="step">The step, epoch or other major index, 0 or more.</param>
    /// <param name="slot">The slot, case or other minor index, 0 or more.</param>
    public static (double First, double Second) FirstDoubles(long seed, RandomPurpose purpose, long step, int slot)
    {
        var words = Block(((uint)purpose << PurposeShift, (uint)slot, (uint)step, (uint)(step >> 32)), ((uint)seed, (uint)(seed >> 32)));
        return (ToDouble(words.Word0 | ((ulong)words.Word1 << 32)), ToDouble(words.Word2 | ((ulong)words.Word3 << 32)));
    }

    /// <summary><see cref="FirstDoubles(long, RandomPurpose, long, int)"/> of eight slots at a time.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="purpose">The purpose of the numbers.</param>
    /// <param name="step">The step, epoch or other major index, 0 or more.</param>
    /// <param name="firstSlot">The first of eight neighboring slots, 0 or more.</param>
    internal static (Vector512<double> First, Vector512<double> Second) FirstDoublesOfEight(long seed, RandomPurpose purpose, long step, int firstSlot)
    {
        var low = Vector512.Create((ulong)uint.MaxValue);
        var (c0, c1) = (Vector512.Create((ulong)((uint)purpose << PurposeShift)), Vector512.Create((ulong)firstSlot) + Vector512<ulong>.Indices);
        var (c2, c3) = (Vector512.Create((ulong)(uint)step), Vector512.Create((ulong)(uint)(step >> 32)));
        var (k0, k1) = ((uint)seed, (uint)(seed >> 32));
        for (var round = 0; round < Rounds; round++)
        {
            var product0 = c0 * Vector512.Create((ulong)Multiplier0);
            var product1 = c2 * Vector512.Create((ulong)Multiplier1);
            (c0, c2) = ((product1 >>> 32) ^ c1 ^ Vector512.Create((ulong)k0), (product0 >>> 32) ^ c3 ^ Vector512.Create((ulong)k1));
            (c1, c3) = (product1 & low, product0 & low);
            k0 += Weyl0;
            k1 += Weyl1;
        }

        return (ToDouble(c0 | (c1 << 32)), ToDouble(c2 | (c3 << 32)));
    }

    /// <summary>The next 32 random bits.</summary>
    public uint NextUInt32()
    {
        if (_taken == _words.Length)
        {
            (_words[0], _words[1], _words[2], _words[3]) = Block((_purpose | _block++, _slot, _step0, _step1), (_key0, _key1));
            _taken = 0;
        }

        return _words[_taken++];
    }

    /// <summary>The next 64 random bits.</summary>
    public ulong NextUInt64() => NextUInt32() | ((ulong)NextUInt32() << 32);

    /// <summary>Uniform on [0, 1), a multiple of 2^-53.</summary>
    public double NextDouble() => ToDouble(NextUInt64());

    /// <summary>Uniform on 0 to <paramref name="exclusiveMaximum"/> - 1, without bias (Lemire: "Fast random integer generation in an interval", 2019).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The maximum is not positive.</exception>
    public int NextInt32(int exclusiveMaximum)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(exclusiveMaximum);
        var range = (uint)exclusiveMaximum;
        var product = (ulong)NextUInt32() * range;
        if ((uint)product < range)
        {
            var threshold = (0u - range) % range;
            while ((uint)product < threshold)
            {
                product = (ulong)NextUInt32() * range;
            }
        }

        return (int)(product >> 32);
    }

    /// <summary>Standard normal (Box and Muller, 1958; one of the pair is used so that each call draws the same number of words).</summary>
    public double NextGaussian()
    {
        var radius = Math.Sqrt(-2 * Math.Log(1 - NextDouble()));
        return radius * Math.Cos(2 * Math.PI * NextDouble());
    }

    private static double ToDouble(ulong bits) => (bits >> 11) * (1.0 / (1L << 53));

    private static Vector512<double> ToDouble(Vector512<ulong> bits) => Vector512.ConvertToDouble(bits >>> 11) * (1.0 / (1L << 53));
}
