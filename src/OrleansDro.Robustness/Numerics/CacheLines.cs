using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace OrleansDro.Robustness.Numerics;

/// <summary>
/// Memory that starts at the border of a cache line, so that data that are read together fill the fewest lines. Filled with zeros. Pinned, as the
/// garbage collector would move it without regard to its alignment.
/// </summary>
/// <typeparam name="T">The type of the elements; its size is a multiple of that of a double.</typeparam>
internal sealed class CacheLines<T>
    where T : unmanaged
{
    private const int LineBytes = 64;

    // Doubles rather than bytes: an array has at most 2^31 elements.
    private readonly double[] _memory;
    private readonly int _offset;

    public CacheLines(int count)
    {
        const int LineDoubles = LineBytes / sizeof(double);
        Count = count;
        _memory = GC.AllocateArray<double>(checked((int)((long)count * Unsafe.SizeOf<T>() / sizeof(double)) + LineDoubles), pinned: true);
        var beyond = (int)(Address(ref MemoryMarshal.GetArrayDataReference(_memory)) % LineBytes) / sizeof(double);
        _offset = (LineDoubles - beyond) % LineDoubles;
    }

    /// <summary>The number of elements.</summary>
    public int Count { get; }

    /// <summary>All of them.</summary>
    public Span<T> Span => MemoryMarshal.CreateSpan(ref this[0], Count);

    /// <summary>One of the lines. The index is not checked: the caller guarantees it.</summary>
    public ref T this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref Unsafe.Add(ref Unsafe.As<double, T>(ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_memory), _offset)), index);
    }

    /// <summary>
    /// Asks the processor to fetch a line while it continues with other work. A hint: it does nothing on a processor without such an instruction.
    /// </summary>
    /// <param name="element">The element in which the line lies: one of <see cref="Span"/>.</param>
    /// <param name="line">The line, counted from the element's own first.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Fetch(ref T element, int line = 0)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0((byte*)Address(ref element) + (line * LineBytes));
        }
    }

    // The memory is pinned, so the address does not change.
    private static unsafe nuint Address<TAny>(ref TAny place)
        where TAny : unmanaged => (nuint)Unsafe.AsPointer(ref place);
}
