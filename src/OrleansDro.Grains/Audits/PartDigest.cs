using System.IO.Hashing;
using System.Runtime.InteropServices;
using OrleansDro.Grains.AllReduce.Gradients;

namespace OrleansDro.Grains.Audits;

/// <summary>A digest of everything that a trainer computes for a part of a step; equal if all bits are equal.</summary>
internal static class PartDigest
{
    /// <summary>XXH3, 128 bits, lower-case hex, of losses, weight sum and gradient. It is fast; it is no protection against an attacker.</summary>
    /// <param name="losses">The losses of the part's cases, of each micro-batch in turn.</param>
    /// <param name="gradient">The part's gradient, before it is summed with others.</param>
    public static string Of(IEnumerable<float[]> losses, PartialGradient gradient)
    {
        var hash = new XxHash128();
        foreach (var ofMicroBatch in losses)
        {
            hash.Append(MemoryMarshal.AsBytes(ofMicroBatch.AsSpan()));
        }

        hash.Append(BitConverter.GetBytes(gradient.WeightSum));
        hash.Append(MemoryMarshal.AsBytes(gradient.Values.Numbers.AsSpan()));
        return Convert.ToHexStringLower(hash.GetCurrentHash());
    }
}
