using TorchSharp;

namespace OrleansDro.Learning.Torch;

/// <summary>
/// Numbers for native calls that are kept for the lifetime of the process. If TorchSharp creates a Scalar from a number in passing (x * 2,
/// x.add(y), arange(0, n)), nothing refers to it any more while the native call runs, and the collector may free it under the call:
/// exceptions, or silently wrong numbers. So the code of a step passes Scalars that live on, also as the factor of an addition.
/// </summary>
public static class Scalars
{
    /// <summary>1.</summary>
    public static Scalar One { get; } = 1.0.ToScalar();
}
