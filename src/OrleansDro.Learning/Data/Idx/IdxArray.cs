namespace OrleansDro.Learning.Data.Idx;

/// <summary>The array of bytes in an IDX file.</summary>
/// <param name="Shape">The extents, slowest first.</param>
/// <param name="Values">The bytes, last dimension fastest.</param>
public sealed record IdxArray(IReadOnlyList<int> Shape, ReadOnlyMemory<byte> Values);
