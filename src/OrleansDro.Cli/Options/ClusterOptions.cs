using System.CommandLine;
using OrleansDro.Hosting.Cluster;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Cli.Options;

/// <summary>The options that select a cluster.</summary>
internal sealed class ClusterOptions
{
    private const string RedisVariable = "ORLEANSDRO_REDIS";
    private const string RedisTlsVariable = "ORLEANSDRO_REDIS_TLS";
    private const string RedisAuthorityVariable = "ORLEANSDRO_REDIS_CA";
    private const string ClusterVariable = "ORLEANSDRO_CLUSTER";
    private const string CertificateVariable = "ORLEANSDRO_TLS_CERTIFICATE";
    private const string KeyVariable = "ORLEANSDRO_TLS_KEY";
    private const string AuthorityVariable = "ORLEANSDRO_TLS_CA";

    private readonly Option<string?> _redis = new("--redis")
    {
        Description = $"The Redis of the cluster. Default: the environment variable {RedisVariable}. Its password is read from {RedisAccess.PasswordVariable} and its user from {RedisAccess.UserVariable}, if it needs them.",
        HelpName = "HOST:PORT",
    };

    private readonly Option<bool> _redisTls = new("--redis-tls") { Description = $"Use TLS to connect to Redis. Default: no, unless the environment variable {RedisTlsVariable} is true." };
    private readonly Option<string?> _redisAuthority = new("--redis-ca")
    {
        Description = $"The certificates of the private CA that issued the certificate of Redis, as PEM; for TLS. Default: the environment variable {RedisAuthorityVariable}, else the CAs that this machine trusts.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _cluster = new("--cluster")
    {
        Description = $"The cluster's name, so that several can share a Redis. Default: the environment variable {ClusterVariable}, else '{ClusterAddress.DefaultName}'.",
        HelpName = "ID",
    };

    private readonly Option<string?> _certificate = new("--tls-certificate")
    {
        Description = $"This process's certificate, as PEM, for TLS between all processes of the cluster; needs --tls-key and --tls-ca. Default: the environment variable {CertificateVariable}, else no TLS.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _key = new("--tls-key") { Description = $"The private key of the certificate, as PEM. Default: the environment variable {KeyVariable}.", HelpName = "FILE" };
    private readonly Option<string?> _authority = new("--tls-ca")
    {
        Description = $"The certificates of the CA that issues the certificates of all processes of the cluster, as PEM; other processes are refused. Default: the environment variable {AuthorityVariable}.",
        HelpName = "FILE",
    };

    /// <summary>The options, in the order in which they are listed.</summary>
    public IReadOnlyList<Option> All => [_redis, _redisTls, _redisAuthority, _cluster, _certificate, _key, _authority];

    /// <summary>Adds the options to a command, hidden: 'orleansdro help connection' lists them once for all commands.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in All)
        {
            option.Hidden = true;
            command.Options.Add(option);
        }
    }

    /// <summary>Whether a cluster is selected, for commands that can run without one, and where: by its Redis, or by its name on the command line.</summary>
    public Setting Find(ParseResult parsed) => parsed.GetValue(_cluster) is { } name
        ? new Setting(name, SettingPlace.CommandLine, _cluster.Name)
        : Setting.Find(parsed.GetValue(_redis), _redis.Name, RedisVariable);

    /// <exception cref="InvalidInputException">No Redis is named, a value is not valid, or an option that another one needs is missing.</exception>
    public ClusterAddress Address(ParseResult parsed)
    {
        var redis = Setting.Find(parsed.GetValue(_redis), _redis.Name, RedisVariable);
        var name = Setting.Find(parsed.GetValue(_cluster), _cluster.Name, ClusterVariable);
        if (redis.Value is null)
        {
            throw new InvalidInputException($"No cluster is selected. Name its Redis with {_redis.Name} HOST:PORT, or set the environment variable {RedisVariable}, or store it once with 'orleansdro context set {_redis.Name} HOST:PORT'.");
        }

        if (!RedisAddress.TryParse(redis.Value, out var address))
        {
            throw new InvalidInputException($"The Redis '{redis.Value}' of {redis.Source} is not an address; it must be HOST:PORT, such as 127.0.0.1:6379.");
        }

        var tls = Tls(parsed);
        var access = Access(parsed, address, tls);
        try
        {
            return new ClusterAddress(access, name.Value ?? ClusterAddress.DefaultName) { Tls = tls };
        }
        catch (InvalidInputException exception)
        {
            throw new InvalidInputException($"The value of {name.Source} cannot be used: {exception.Message}", exception);
        }
    }

    private RedisAccess Access(ParseResult parsed, RedisAddress address, TlsFiles? identity)
    {
        var authority = Setting.Find(parsed.GetValue(_redisAuthority), _redisAuthority.Name, RedisAuthorityVariable);
        var usesTls = IsTrue(Setting.Find(parsed.GetResult(_redisTls) is { Implicit: false } ? $"{parsed.GetValue(_redisTls)}" : null, _redisTls.Name, RedisTlsVariable));
        return usesTls || authority.Value is null
            ? new RedisAccess(address) { UsesTls = usesTls, Authority = authority.Value, Identity = identity }
            : throw new InvalidInputException($"The CA {authority.Value} of {authority.Source} is for TLS: use {_redisTls.Name} as well, or set the environment variable {RedisTlsVariable} to true.");
    }

    private TlsFiles? Tls(ParseResult parsed)
    {
        var certificate = Setting.Find(parsed.GetValue(_certificate), _certificate.Name, CertificateVariable).Value;
        var key = Setting.Find(parsed.GetValue(_key), _key.Name, KeyVariable).Value;
        var authority = Setting.Find(parsed.GetValue(_authority), _authority.Name, AuthorityVariable).Value;
        return (certificate, key, authority) switch
        {
            (null, null, null) => null,
            ({ } certificateFile, { } keyFile, { } authorityFile) => new TlsFiles(certificateFile, keyFile, authorityFile),
            _ => throw new InvalidInputException(
                $"TLS needs {_certificate.Name}, {_key.Name} and {_authority.Name}, all three, or the environment variables {CertificateVariable}, {KeyVariable} and {AuthorityVariable}; "
                + $"missing: {string.Join(", ", new[] { (certificate, _certificate.Name), (key, _key.Name), (authority, _authority.Name) }.Where(file => file.Item1 is null).Select(file => file.Name))}."),
        };
    }

    private static bool IsTrue(Setting setting) => setting.Value is { } value
        && (bool.TryParse(value, out var isTrue) ? isTrue : throw new InvalidInputException($"The value of {setting.Source} must be true or false; it is '{value}'."));
}
