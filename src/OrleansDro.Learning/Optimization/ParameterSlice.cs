namespace OrleansDro.Learning.Optimization;

/// <summary>The place of a named parameter in the flat vector.</summary>
/// <param name="Name">The name in the model, such as <c>_head.weight</c>.</param>
/// <param name="Offset">Position of its first number.</param>
/// <param name="Shape">Its shape, row-major.</param>
public sealed record ParameterSlice(string Name, long Offset, long[] Shape)
{
    /// <summary>The number of its elements.</summary>
    public long Length => Shape.Aggregate(1L, (product, extent) => product * extent);
}
