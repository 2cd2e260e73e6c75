using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace OrleansDro.Learning.SelfTesting;

/// <summary>Numbers of tensors on the host.</summary>
internal static class Numbers
{
    /// <summary>Copies the numbers of a tensor of any type and place.</summary>
    public static double[] Read(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return MemoryMarshal.Cast<byte, double>(tensor.detach().cpu().to(ScalarType.Float64).contiguous().bytes).ToArray();
    }
}
