using System.Globalization;
using OrleansDro.Cli.Options;
using OrleansDro.Hosting.Cluster;

namespace OrleansDro.Cli.Diagnosis;

/// <summary>The Redis of a cluster: whether it answers, persists what it acknowledges, and grants the rights that a cluster needs.</summary>
internal static class RedisCheck
{
    /// <summary>The check's name.</summary>
    public const string Name = "redis";

    private const string Unknown = "Redis does not report";
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Slow = TimeSpan.FromMilliseconds(20);
    private static readonly Version Oldest = new(6, 0);

    /// <summary>Inspects the Redis.</summary>
    /// <param name="cluster">The cluster.</param>
    public static async Task<IReadOnlyList<Finding>> RunAsync(ClusterAddress cluster)
    {
        try
        {
            return [Finding.Ok("connection", cluster.Redis.ToString()), .. Judge(await RedisInspection.RunAsync(cluster, Timeout))];
        }
        catch (ClusterException exception)
        {
            return [Finding.Failure("connection", OptionFlags.NameIn(exception.Message), "Check address, password and TLS; they must be those of the silos.")];
        }
    }

    /// <summary>Judges the facts.</summary>
    /// <param name="facts">The configuration of the Redis.</param>
    public static IEnumerable<Finding> Judge(RedisFacts facts) =>
    [
        Version.TryParse(facts.Version, out var version) && version < Oldest
            ? Finding.Failure("version", facts.Version!, "Use Redis 6 or newer.")
            : Finding.Ok("version", facts.Version ?? Unknown),
        Persistence(facts),
        facts.MaxMemoryPolicy switch
        {
            null => Finding.Warning("maxMemoryPolicy", Unknown + " maxmemory-policy.", "Make sure that it is noeviction: if Redis drops a key, a run loses state."),
            "noeviction" => Finding.Ok("maxMemoryPolicy", "noeviction"),
            var policy => Finding.Warning("maxMemoryPolicy", $"{policy}: Redis may drop the state of runs.", "Set maxmemory-policy to noeviction."),
        },
        facts.RightsProblem is { } problem
            ? Finding.Failure("rights", problem, $"Grant the user the rights to read, write and delete keys that begin with 'orleansdro-', and to run scripts; {RedisAccess.UserVariable} names the user.")
            : Finding.Ok("rights", "a key can be written, read, used by a script and deleted"),
        RoundTrip(facts.RoundTrip),
    ];

    private static Finding Persistence(RedisFacts facts)
    {
        const string Subject = "appendonly";
        var snapshots = facts.Save switch { null => "", "" => ", no snapshots", var save => $", snapshots by 'save {save}'" };
        return (facts.AppendOnly, facts.AppendFsync) switch
        {
            (null, _) => Finding.Warning(Subject, Unknown + " appendonly.", "Make sure that it is yes: otherwise runs are lost when Redis restarts."),
            (false, _) => Finding.Warning(
                Subject,
                $"no{snapshots}: {(string.IsNullOrEmpty(facts.Save) ? "runs are" : "what came after the latest snapshot is")} lost when Redis restarts.",
                "Start Redis with appendonly yes."),
            (true, "no") => Finding.Warning(Subject, $"yes, appendfsync no{snapshots}: a power cut can lose half a minute.", "Set appendfsync to everysec or always."),
            (true, var fsync) => Finding.Ok(Subject, $"yes, appendfsync {fsync ?? "not reported"}{snapshots}"),
        };
    }

    private static Finding RoundTrip(TimeSpan time)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0.00} ms (median)");
        var finding = time < Slow ? Finding.Ok("roundTrip", text) : Finding.Warning("roundTrip", text, "Move Redis closer to the silos: each step of a run waits for it.");
        return finding with { Seconds = time.TotalSeconds };
    }
}
