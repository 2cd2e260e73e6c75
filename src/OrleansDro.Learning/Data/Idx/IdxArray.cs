namespace OrleansDro.Learning.Data.Idx;

/// <summary>An array of bytes as an IDX file holds it.</summary>
/// <param name="Shape">The extents, slowest first.</param>
/// <param name="Values">The bytes, last dimension fastest.</param>
public sealed record IdxArray(IReadOnlyList<int> Shape, ReadOnlyMemory<byte> Values);
