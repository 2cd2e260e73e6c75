using System.Globalization;
using OrleansDro.Hosting.Cluster;

namespace OrleansDro.Cli.Diagnosis;

/// <summary>The Redis of a cluster: whether it answers, keeps what it acknowledged, and gives the rights that a cluster needs.</summary>
internal static class RedisCheck
{
    /// <summary>The check's name.</summary>
    public const string Name = "redis";

    private const string Unknown = "Redis does not tell";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Slow = TimeSpan.FromMilliseconds(20);
    private static readonly Version Oldest = new(6, 0);

    /// <summary>Asks a Redis.</summary>
    /// <param name="cluster">The cluster.</param>
    public static async Task<IReadOnlyList<Finding>> RunAsync(ClusterAddress cluster)
    {
        try
        {
            return [Finding.Ok("connection", cluster.Redis.ToString()), .. Judge(await RedisInspection.RunAsync(cluster, Patience))];
        }
        catch (ClusterException exception)
        {
            return [Finding.Failure("connection", exception.Message, "Check address, password and TLS; they must be those of the silos.")];
        }
    }

    /// <summary>Judges.</summary>
    /// <param name="facts">What Redis tells.</param>
    public static IEnumerable<Finding> Judge(RedisFacts facts) =>
    [
        Version.TryParse(facts.Version, out var version) && version < Oldest
            ? Finding.Failure("version", facts.Version!, "Use Redis 6 or newer.")
            : Finding.Ok("version", facts.Version ?? Unknown),
        Persistence(facts),
        facts.MaxMemoryPolicy switch
        {
            null => Finding.Warning("maxMemoryPolicy", Unknown + " maxmemory-policy.", "Make sure that it is noeviction: a key that is dropped is lost state of a run."),
            "noeviction" => Finding.Ok("maxMemoryPolicy", "noeviction"),
            var policy => Finding.Warning("maxMemoryPolicy", $"{policy}: Redis may drop the state of runs.", "Set maxmemory-policy to noeviction."),
        },
        facts.RightsProblem is { } problem
            ? Finding.Failure("rights", problem, $"Give the user the rights to read, write and delete keys that begin with 'orleansdro-', and to run scripts; {RedisAccess.UserVariable} names the user.")
            : Finding.Ok("rights", "a key can be written, read, used by a script and deleted"),
        RoundTrip(facts.RoundTrip),
    ];

    private static Finding Persistence(RedisFacts facts)
    {
        const string Subject = "appendonly";
        var snapshots = facts.Save switch { null => "", "" => ", no snapshots", var save => $", snapshots by 'save {save}'" };
        return (facts.AppendOnly, facts.AppendFsync) switch
        {
            (null, _) => Finding.Warning(Subject, Unknown + " appendonly.", "Make sure that it is yes: else runs are lost if Redis is started again."),
            (false, _) => Finding.Warning(
                Subject,
                $"no{snapshots}: {(string.IsNullOrEmpty(facts.Save) ? "runs are" : "what came after the latest snapshot is")} lost if Redis is started again.",
                "Start Redis with appendonly yes."),
            (true, "no") => Finding.Warning(Subject, $"yes, appendfsync no{snapshots}: a power cut can lose half a minute.", "Set appendfsync to everysec or always."),
            (true, var fsync) => Finding.Ok(Subject, $"yes, appendfsync {fsync ?? "not told"}{snapshots}"),
        };
    }

    private static Finding RoundTrip(TimeSpan time)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0.00} ms (median)");
        var finding = time < Slow ? Finding.Ok("roundTrip", text) : Finding.Warning("roundTrip", text, "Bring Redis nearer to the silos: each step of a run waits for it.");
        return finding with { Seconds = time.TotalSeconds };
    }
}
