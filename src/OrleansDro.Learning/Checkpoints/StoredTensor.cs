using System.Runtime.InteropServices;

namespace OrleansDro.Learning.Checkpoints;

/// <summary>A tensor of a file.</summary>
public sealed record StoredTensor
{
    /// <summary>Describes a tensor.</summary>
    /// <param name="name">Its name in the file.</param>
    /// <param name="type">Its numbers' format.</param>
    /// <param name="shape">Its shape, row-major.</param>
    /// <param name="bytes">Its numbers, little-endian.</param>
    /// <exception cref="InvalidDataException">The shape and the number of bytes do not agree.</exception>
    public StoredTensor(string name, StoredType type, IReadOnlyList<long> shape, ReadOnlyMemory<byte> bytes)
    {
        if (shape.Any(extent => extent < 0) || shape.Aggregate((Int128)SizeOf(type), (product, extent) => product * extent) != bytes.Length)
        {
            throw new InvalidDataException($"has the tensor '{name}' with {bytes.Length} bytes, which is not its shape [{string.Join(", ", shape)}] of {type}");
        }

        (Name, Type, Shape, Bytes) = (name, type, shape, bytes);
    }

    /// <summary>Its name in the file.</summary>
    public string Name { get; }

    /// <summary>Its numbers' format.</summary>
    public StoredType Type { get; }

    /// <summary>Its shape, row-major.</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>Its numbers, little-endian.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>Makes a vector of numbers.</summary>
    /// <exception cref="ArgumentException">The numbers are of a type that is not stored.</exception>
    public static StoredTensor Vector<T>(string name, T[] values)
        where T : unmanaged =>
        new(name, TypeOf<T>(), [values.Length], MemoryMarshal.AsBytes<T>(values).ToArray());

    /// <summary>The numbers.</summary>
    /// <exception cref="InvalidDataException">The stored numbers are of another type.</exception>
    public T[] ToArray<T>()
        where T : unmanaged =>
        Type == TypeOf<T>()
            ? MemoryMarshal.Cast<byte, T>(Bytes.Span).ToArray()
            : throw new InvalidDataException($"has the tensor '{Name}' of type {Type}, but {TypeOf<T>()} is expected");

    private static StoredType TypeOf<T>() => TypeFor<T>.Value;

    private static int SizeOf(StoredType type) => type switch
    {
        StoredType.F64 or StoredType.I64 => 8,
        StoredType.F32 or StoredType.I32 => 4,
        _ => 1,
    };

    private static class TypeFor<T>
    {
        public static readonly StoredType Value =
            typeof(T) == typeof(float) ? StoredType.F32
            : typeof(T) == typeof(double) ? StoredType.F64
            : typeof(T) == typeof(int) ? StoredType.I32
            : typeof(T) == typeof(long) ? StoredType.I64
            : typeof(T) == typeof(byte) ? StoredType.U8
            : throw new ArgumentException($"Numbers of type {typeof(T)} are not stored.");
    }
}
