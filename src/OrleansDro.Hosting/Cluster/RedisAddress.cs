using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace OrleansDro.Hosting.Cluster;

/// <summary>The host and port of a Redis.</summary>
public sealed record RedisAddress
{
    private RedisAddress(string host, int port) => (Host, Port) = (host, port);

    /// <summary>A name or an IP address; one of version 6 without its brackets.</summary>
    public string Host { get; }

    /// <summary>1 to 65535.</summary>
    public int Port { get; }

    /// <summary>Parses <c>HOST:PORT</c> or <c>[IPV6]:PORT</c>.</summary>
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
}
