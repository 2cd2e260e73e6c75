using System.IO.Hashing;
using System.Text;

namespace OrleansDro.Grains.Scheduling.Placement;

/// <summary>
/// Rendezvous hashing (Thaler and Ravishankar, 1998): each silo has a weight for each key, and the silo with the largest weight gets the key. When a silo
/// joins or leaves, only the keys that it gains or loses move.
/// </summary>
internal static class Rendezvous
{
    /// <summary>The silo of a key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="silos">One or more silos, in any order.</param>
    public static SiloAddress Choose(string key, IEnumerable<SiloAddress> silos) => silos.MaxBy(silo => (WeightOf(key, silo), silo))!;

    private static ulong WeightOf(string key, SiloAddress silo) => XxHash3.HashToUInt64(Encoding.UTF8.GetBytes($"{key}|{silo.ToParsableString()}"));
}
