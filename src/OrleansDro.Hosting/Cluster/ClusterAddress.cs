
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Hosting.Cluster;

/// <summary>Which cluster, and how to get in: its name, the Redis through which its processes find each other and in which its grains keep what they must not lose, its certificates.</summary>
public sealed record ClusterAddress
{
    /// <summary>The name of a cluster where none is given.</summary>
    public const string DefaultName = "orleansdro";

    private const int LongestName = 100;

    /// <summary>Names a cluster.</summary>
    /// <param name="redis">Its Redis.</param>
    /// <param name="name">Letters, digits, '-', '_' and '.'; clusters of different names on one Redis do not meet.</param>
    /// <exception cref="InvalidInputException">The name has other characters.</exception>
    public ClusterAddress(RedisAccess redis, string name = DefaultName)
    {
        if (name.Length is 0 or > LongestName || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'))
        {
            throw new InvalidInputException($"The cluster's name must be made of letters, digits, '-', '_' and '.', at most {LongestName} of them; it is '{name}'.");
        }

        (Redis, Name) = (redis, name);
    }

    /// <summary>Its Redis.</summary>
    public RedisAccess Redis { get; }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>The files for TLS between the processes of the cluster; null: they trust whoever reaches them, and nothing is encrypted. All have it, or none.</summary>
    public TlsFiles? Tls { get; init; }

    // Goes into the keys of the grains' storage, which do not hold the cluster's name by themselves.
    internal string ServiceId => $"orleansdro-{Name}";

    /// <inheritdoc/>
    public override string ToString() => $"{Name} on {Redis}";
}
