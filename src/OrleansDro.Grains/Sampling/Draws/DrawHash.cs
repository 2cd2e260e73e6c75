using System.Buffers.Binary;
using System.Security.Cryptography;
using OrleansDro.Robustness.Sampling;

namespace OrleansDro.Grains.Sampling.Draws;

/// <summary>The fingerprint of a run's draws: h(t) = SHA-256(h(t-1), t, slot and case of each draw of t), little-endian.</summary>
internal static class DrawHash
{
    /// <summary>Extends the chain by one step.</summary>
    /// <param name="previous">The hash so far, hex.</param>
    /// <param name="batch">The step's draws, in slot order.</param>
    public static string Extend(string previous, BatchDraw batch)
    {
        var bytes = new byte[SHA256.HashSizeInBytes + sizeof(long) + (batch.Draws.Length * 2 * sizeof(int))];
        Convert.FromHexString(previous).CopyTo(bytes, 0);
        var rest = bytes.AsSpan(SHA256.HashSizeInBytes);
        BinaryPrimitives.WriteInt64LittleEndian(rest, batch.Step);
        rest = rest[sizeof(long)..];
        foreach (var draw in batch.Draws)
        {
            BinaryPrimitives.WriteInt32LittleEndian(rest, draw.Slot);
            BinaryPrimitives.WriteInt32LittleEndian(rest[sizeof(int)..], draw.Case);
            rest = rest[(2 * sizeof(int))..];
        }

        return Convert.ToHexStringLower(SHA256.HashData(bytes));
    }
}
