using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace OrleansDro.Learning.SelfTesting;

/// <summary>The results of one forward and backward pass.</summary>
/// <param name="Layers">The output of each layer, by its name, in the order in which the layers were computed.</param>
/// <param name="Losses">The loss of each case.</param>
/// <param name="Gradients">The gradient of each parameter, by its name.</param>
internal sealed record NetworkPass(
    IReadOnlyList<KeyValuePair<string, double[]>> Layers, double[] Losses, IReadOnlyDictionary<string, double[]> Gradients)
{
    /// <summary>A hash of the bits of the losses and gradients.</summary>
    public UInt128 Hash()
    {
        var hash = new XxHash128();
        hash.Append(MemoryMarshal.AsBytes(Losses.AsSpan()));
        foreach (var gradient in Gradients.Values)
        {
            hash.Append(MemoryMarshal.AsBytes(gradient.AsSpan()));
        }

        return hash.GetCurrentHashAsUInt128();
    }
}
