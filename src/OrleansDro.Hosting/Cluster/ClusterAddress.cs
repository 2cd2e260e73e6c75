
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Hosting.Cluster;

/// <summary>The identity of a cluster and the credentials for it: its name, the Redis that stores its membership and the state of its grains, and its certificates.</summary>
public sealed record ClusterAddress
{
    /// <summary>The name of a cluster if none is given.</summary>
    public const string DefaultName = "orleansdro";

    private const int LongestName = 100;

    /// <summary>Creates the address.</summary>
    /// <param name="redis">Its Redis.</param>
    /// <param name="name">Letters, digits, '-', '_' and '.'; clusters with different names on one Redis are separate.</param>
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

    /// <summary>The files for TLS between the processes of the cluster. Null: connections are not encrypted, and any process that can reach the cluster can join. All processes of a cluster use TLS, or none.</summary>
    public TlsFiles? Tls { get; init; }

    // Part of the keys of the grain storage, which do not contain the cluster's name otherwise.
    internal string ServiceId => $"orleansdro-{Name}";

    /// <inheritdoc/>
    public override string ToString() => $"{Name} on {Redis}";
}
