using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using StackExchange.Redis;

namespace OrleansDro.Hosting.Cluster;

/// <summary>Where a Redis is: host and port. Its password comes from the environment and is never written anywhere.</summary>
public sealed record RedisAddress
{
    /// <summary>The environment variable that holds the password.</summary>
    public const string PasswordVariable = "ORLEANSDRO_REDIS_PASSWORD";

    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan CommandTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ReconnectInterval = TimeSpan.FromMilliseconds(500);

    private RedisAddress(string host, int port) => (Host, Port) = (host, port);

    /// <summary>A name or an IP address; one of version 6 without its brackets.</summary>
    public string Host { get; }

    /// <summary>1 to 65535.</summary>
    public int Port { get; }

    /// <summary>Reads <c>HOST:PORT</c> or <c>[IPV6]:PORT</c>.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out RedisAddress? address)
    {
        address = null;
        var colon = text.LastIndexOf(':');
        if (colon <= 0 || !ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port == 0)
        {
            return false;
        }

        var host = text[..colon];
        var isBracketed = host.StartsWith('[') && host.EndsWith(']');
        host = isBracketed ? host[1..^1] : host;
        if (Uri.CheckHostName(host) is var kind && (kind == UriHostNameType.IPv6) != isBracketed || kind is UriHostNameType.Unknown or UriHostNameType.Basic)
        {
            return false;
        }

        address = new RedisAddress(host, port);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{(Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host)}:{Port}");

    internal ConfigurationOptions ToOptions()
    {
        var password = Environment.GetEnvironmentVariable(PasswordVariable);
        return new ConfigurationOptions
        {
            EndPoints = { { Host, Port } },
            Password = string.IsNullOrEmpty(password) ? null : password,

            // A Redis that is restarted is found again, by a process that was started before it too.
            AbortOnConnectFail = false,
            ReconnectRetryPolicy = new LinearRetry((int)ReconnectInterval.TotalMilliseconds),
            ConnectTimeout = (int)ConnectTimeout.TotalMilliseconds,
            AsyncTimeout = (int)CommandTimeout.TotalMilliseconds,
            SyncTimeout = (int)CommandTimeout.TotalMilliseconds,
            ClientName = "orleansdro",
        };
    }
}
