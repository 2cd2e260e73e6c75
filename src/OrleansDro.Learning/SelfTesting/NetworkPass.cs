using System.Runtime.InteropServices;

namespace OrleansDro.Learning.SelfTesting;

/// <summary>What one forward and backward pass gave.</summary>
/// <param name="Layers">The output of each layer, by its name, in the order in which the layers were computed.</param>
/// <param name="Losses">The loss of each case.</param>
/// <param name="Gradients">The gradient of each parameter, by its name.</param>
internal sealed record NetworkPass(
    IReadOnlyList<KeyValuePair<string, double[]>> Layers, double[] Losses, IReadOnlyDictionary<string, double[]> Gradients)
{
    /// <summary>Whether another pass has the same bits.</summary>
    public bool Equals(NetworkPass? other) => other is not null
        && SameBits(Losses, other.Losses)
        && Gradients.All(gradient => SameBits(gradient.Value, other.Gradients[gradient.Key]));

    /// <inheritdoc/>
    public override int GetHashCode() => Losses.Length;

    private static bool SameBits(double[] left, double[] right) => MemoryMarshal.AsBytes(left.AsSpan()).SequenceEqual(MemoryMarshal.AsBytes(right.AsSpan()));
}
