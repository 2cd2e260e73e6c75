using System.Diagnostics;
using OrleansDro.Abstractions;
using OrleansDro.Robustness.Errors;
using StackExchange.Redis;

namespace OrleansDro.Hosting.Cluster;

/// <summary>Reads how the Redis of a cluster is configured, and checks that this process has the rights that a cluster needs.</summary>
public static class RedisInspection
{
    private const int RoundTrips = 21;
    private const string ReadScript = "return redis.call('GET', KEYS[1])";
    private static readonly TimeSpan ProbeLife = TimeSpan.FromSeconds(60);

    /// <summary>Inspects the Redis. Writes one key below those of the cluster, and deletes it.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="timeout">The longest wait for the first answer of Redis.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ClusterException">Redis does not answer, refuses the user, or has a certificate that is not trusted.</exception>
    /// <exception cref="InvalidInputException">A file of TLS cannot be used.</exception>
    public static async Task<RedisFacts> RunAsync(ClusterAddress cluster, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        await RedisWait.WaitAsync(cluster.Redis, timeout, _ => { }, cancellationToken);
        try
        {
            await using var connection = await ConnectionMultiplexer.ConnectAsync(cluster.Redis.ToOptions());
            var database = connection.GetDatabase();
            var server = await TextAsync(database, "INFO", "server");
            var persistence = await TextAsync(database, "INFO", "persistence");
            var memory = await TextAsync(database, "INFO", "memory");
            return new RedisFacts
            {
                Version = Field(server, "redis_version"),
                AppendOnly = Field(persistence, "aof_enabled") is { } enabled ? enabled == "1" : null,
                AppendFsync = await SettingAsync(database, "appendfsync"),
                Save = await SettingAsync(database, "save"),
                MaxMemoryPolicy = Field(memory, "maxmemory_policy"),
                RightsProblem = await RightsProblemAsync(database, $"{cluster.ServiceId}/doctor/{Guid.NewGuid():N}"),
                RoundTrip = await RoundTripAsync(database),
            };
        }
        catch (Exception exception) when (TransientFaults.IsStorageOutage(exception))
        {
            throw new ClusterException($"Redis at {cluster.Redis} stopped answering: {exception.GetType().Name}. Read its log.", exception);
        }
    }

    /// <summary>The value of a field in what <c>INFO</c> answers.</summary>
    /// <param name="info">The answer: lines <c>name:value</c>; null if there is none.</param>
    /// <param name="name">The field.</param>
    internal static string? Field(string? info, string name) => info?.Split('\n')
        .Select(line => line.TrimEnd('\r').Split(':', 2))
        .FirstOrDefault(parts => parts.Length == 2 && parts[0] == name)?[1];

    private static async Task<string?> TextAsync(IDatabase database, string command, string argument)
    {
        try
        {
            return (string?)await database.ExecuteAsync(command, argument);
        }
        catch (RedisServerException)
        {
            // The user has no right to run the command.
            return null;
        }
    }

    private static async Task<string?> SettingAsync(IDatabase database, string name)
    {
        try
        {
            var answer = (RedisResult[]?)await database.ExecuteAsync("CONFIG", "GET", name);
            return answer is [_, var value] ? (string?)value : null;
        }
        catch (RedisServerException)
        {
            // Hosted Redis services often remove this right.
            return null;
        }
    }

    private static async Task<string?> RightsProblemAsync(IDatabase database, string key)
    {
        const string Value = "1";
        try
        {
            await database.StringSetAsync(key, Value, ProbeLife);
            var read = await database.StringGetAsync(key);
            var byScript = (string?)await database.ScriptEvaluateAsync(ReadScript, [key]);
            var isDeleted = await database.KeyDeleteAsync(key);
            return read == Value && byScript == Value && isDeleted ? null : "a key that was written could not be read, changed or deleted afterwards";
        }
        catch (RedisServerException exception)
        {
            return exception.Message.TrimEnd('.');
        }
    }

    private static async Task<TimeSpan> RoundTripAsync(IDatabase database)
    {
        var times = new List<TimeSpan>();
        for (var i = 0; i < RoundTrips; i++)
        {
            var began = Stopwatch.GetTimestamp();
            await database.PingAsync();
            times.Add(Stopwatch.GetElapsedTime(began));
        }

        return times.Order().ElementAt(RoundTrips / 2);
    }
}
