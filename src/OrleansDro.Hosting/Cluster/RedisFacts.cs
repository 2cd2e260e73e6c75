namespace OrleansDro.Hosting.Cluster;

/// <summary>The configuration that a Redis reports, as far as the user's rights allow.</summary>
public sealed record RedisFacts
{
    /// <summary>Its version, such as 7.0.15; null if it does not report it.</summary>
    public string? Version { get; init; }

    /// <summary>Whether it writes an append-only file (<c>appendonly</c>); null if it does not report it.</summary>
    public bool? AppendOnly { get; init; }

    /// <summary>When it forces the append-only file to the disk (<c>appendfsync</c>): always, everysec or no; null if it does not report it.</summary>
    public string? AppendFsync { get; init; }

    /// <summary>When it writes snapshots (<c>save</c>); empty for never, null if it does not report it.</summary>
    public string? Save { get; init; }

    /// <summary>Which keys it drops when its memory is full (<c>maxmemory-policy</c>); null if it does not report it.</summary>
    public string? MaxMemoryPolicy { get; init; }

    /// <summary>Why a key cannot be written, read, changed by a script or deleted; null if all of it works.</summary>
    public string? RightsProblem { get; init; }

    /// <summary>The median time of a round trip.</summary>
    public TimeSpan RoundTrip { get; init; }
}
