using System.CommandLine;
using OrleansDro.Hosting.Cluster;
using OrleansDro.Learning;

namespace OrleansDro.Cli.Commands;

/// <summary>The options that say which cluster is meant.</summary>
internal sealed class ClusterOptions
{
    private const string RedisVariable = "ORLEANSDRO_REDIS";
    private const string ClusterVariable = "ORLEANSDRO_CLUSTER";

    private readonly Option<string?> _redis = new("--redis")
    {
        Description = $"The Redis of the cluster. Default: the environment variable {RedisVariable}. Its password, if it has one, is taken from {RedisAddress.PasswordVariable}.",
        HelpName = "HOST:PORT",
    };

    private readonly Option<string?> _cluster = new("--cluster")
    {
        Description = $"The cluster's name, so that several can share a Redis. Default: the environment variable {ClusterVariable}, else '{ClusterAddress.DefaultName}'.",
        HelpName = "ID",
    };

    /// <summary>What names a cluster, for messages.</summary>
    public const string Names = $"--redis or {RedisVariable}";

    public void AddTo(Command command)
    {
        command.Options.Add(_redis);
        command.Options.Add(_cluster);
    }

    /// <summary>Whether a cluster is meant, where it need not be one.</summary>
    public bool IsNamed(ParseResult parsed) => Value(parsed.GetValue(_redis), _redis.Name, RedisVariable).Value is not null || parsed.GetValue(_cluster) is not null;

    /// <exception cref="InvalidInputException">No Redis is named, or a value is none.</exception>
    public ClusterAddress Address(ParseResult parsed)
    {
        var (redis, redisSource) = Value(parsed.GetValue(_redis), _redis.Name, RedisVariable);
        var (name, nameSource) = Value(parsed.GetValue(_cluster), _cluster.Name, ClusterVariable);
        if (redis is null)
        {
            throw new InvalidInputException($"Which cluster? Name its Redis with {_redis.Name} HOST:PORT, or set the environment variable {RedisVariable}.");
        }

        if (!RedisAddress.TryParse(redis, out var address))
        {
            throw new InvalidInputException($"The Redis '{redis}' of {redisSource} is no address; it must be HOST:PORT, such as 127.0.0.1:6379.");
        }

        try
        {
            return new ClusterAddress(address, name ?? ClusterAddress.DefaultName);
        }
        catch (InvalidInputException exception)
        {
            throw new InvalidInputException($"The value of {nameSource} cannot be used: {exception.Message}", exception);
        }
    }

    private static (string? Value, string Source) Value(string? given, string option, string variable) => given is not null
        ? (given, option)
        : (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? value : null, $"the environment variable {variable}");
}
