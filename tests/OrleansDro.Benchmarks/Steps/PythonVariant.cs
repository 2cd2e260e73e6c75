using OrleansDro.Abstractions.Specs;

namespace OrleansDro.Benchmarks.Steps;

/// <summary>A way to run the network in PyTorch.</summary>
/// <param name="Name">What the table calls it.</param>
/// <param name="HasTunedAllocator">Whether the C library's allocator is set as ours is; else as it is installed.</param>
/// <param name="Normalization"><c>instance</c>, as one writes it, or <c>group</c>: the same numbers by the kernel that ours uses.</param>
internal sealed record PythonVariant(string Name, bool HasTunedAllocator, string Normalization)
{
    /// <summary>The ways that work in a precision. PyTorch 1.13 has no group norm that takes a bfloat16 input with float32 parameters on the CPU.</summary>
    public static IReadOnlyList<PythonVariant> All(ComputePrecision precision)
    {
        var plain = new PythonVariant("PyTorch", HasTunedAllocator: false, "instance");
        var tuned = new PythonVariant("PyTorch, our allocator settings", HasTunedAllocator: true, "instance");
        return precision == ComputePrecision.Bfloat16 ? [plain, tuned] : [plain, tuned, new PythonVariant("PyTorch, these and group norm", HasTunedAllocator: true, "group")];
    }
}
