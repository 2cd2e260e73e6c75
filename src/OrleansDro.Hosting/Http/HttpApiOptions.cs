using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Hosting.Http;

/// <summary>How a process serves HTTP. Not a record, because a record would print its token.</summary>
public sealed class HttpApiOptions
{
    /// <summary>The environment variable that holds the token.</summary>
    public const string TokenVariable = "ORLEANSDRO_API_TOKEN";

    /// <summary>The address on which it listens; one that other machines can reach needs a token. Default: 127.0.0.1.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>
    /// Host names and IP addresses that requests may use, without a port, in addition to <c>localhost</c>, <c>127.0.0.1</c> and the address on which it listens. Default: none.
    /// </summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>The port, 0 to 65535. Default 0: a free one.</summary>
    public int Port { get; init; }

    /// <summary>
    /// The token that a request must send to change something, as <c>Authorization: Bearer TOKEN</c>. Null or empty: no such request is allowed.
    /// Default: the value of the environment variable ORLEANSDRO_API_TOKEN.
    /// </summary>
    public string? Token { get; init; } = Environment.GetEnvironmentVariable(TokenVariable);

    /// <summary>Whether Orleans' own dashboard is served at <c>/dashboard</c>. It measures each grain call, which takes time. Default: no.</summary>
    public bool OrleansDashboard { get; init; }

    /// <summary>Checks that a header can carry a token unchanged.</summary>
    /// <param name="token">The token; may be empty.</param>
    /// <exception cref="InvalidInputException">It cannot.</exception>
    public static void CheckToken(string token)
    {
        if (token.Any(letter => letter is < ' ' or > '~') || token.Trim() != token)
        {
            throw new InvalidInputException($"The token ({TokenVariable}) must be one line of ASCII text without spaces around it, because it is sent in a header.");
        }
    }

    /// <summary>Checks the options before anything listens.</summary>
    /// <exception cref="InvalidInputException">Other machines could reach it without a token, no header can carry the token, or a host is not a valid name.</exception>
    public void Check()
    {
        CheckToken(Token ?? "");
        if (string.IsNullOrEmpty(Token) && !IPAddress.IsLoopback(Address))
        {
            throw new InvalidInputException(
                $"Other machines can reach the HTTP address {Address} ({nameof(HttpApiOptions)}.{nameof(Address)}), so it needs a token: set the environment variable {TokenVariable}, or listen on 127.0.0.1.");
        }

        if (Hosts.FirstOrDefault(host => Uri.CheckHostName(host) is UriHostNameType.Unknown or UriHostNameType.Basic) is { } wrong)
        {
            throw new InvalidInputException($"'{wrong}' ({nameof(HttpApiOptions)}.{nameof(Hosts)}) is neither a host name nor an IP address. Use one without scheme, port and wildcard, such as silo.example.org.");
        }
    }

    /// <summary>The hosts that requests may use, as they are written in a request.</summary>
    internal string[] AllowedHosts() => ["localhost", "127.0.0.1", .. ListeningAddresses().Select(AsHost), .. Hosts.Select(host => IPAddress.TryParse(host, out var address) ? AsHost(address) : host)];

    internal HttpApiOptions WithPort(int port) => new() { Address = Address, Hosts = Hosts, Port = port, Token = Token, OrleansDashboard = OrleansDashboard };

    private IEnumerable<IPAddress> ListeningAddresses() => Address.Equals(IPAddress.Any) || Address.Equals(IPAddress.IPv6Any)
        ? NetworkInterface.GetAllNetworkInterfaces().SelectMany(network => network.GetIPProperties().UnicastAddresses).Select(unicast => unicast.Address)
        : [Address];

    // Without the zone of a link-local address.
    private static string AsHost(IPAddress address) => address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{new IPAddress(address.GetAddressBytes())}]" : address.ToString();
}
