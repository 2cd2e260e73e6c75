using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Hosting.Http;

/// <summary>How a process answers over HTTP. No record, as one would print its token.</summary>
public sealed class HttpApiOptions
{
    /// <summary>The environment variable that holds the token.</summary>
    public const string TokenVariable = "ORLEANSDRO_API_TOKEN";

    /// <summary>The address on which it listens; one that others reach needs a token. Default: 127.0.0.1.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>
    /// Names and IP addresses by which it may be asked, without a port, beside <c>localhost</c>, <c>127.0.0.1</c> and the address on which it listens. Default: none.
    /// </summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>The port, 0 to 65535. Default 0: a free one.</summary>
    public int Port { get; init; }

    /// <summary>
    /// What a request that changes something must show, as <c>Authorization: Bearer TOKEN</c>. Null or empty: no such request is allowed.
    /// Default: the value of the environment variable ORLEANSDRO_API_TOKEN.
    /// </summary>
    public string? Token { get; init; } = Environment.GetEnvironmentVariable(TokenVariable);

    /// <summary>Whether Orleans' own dashboard is at <c>/dashboard</c>. It looks into each call of a grain, which takes time. Default: no.</summary>
    public bool OrleansDashboard { get; init; }

    /// <summary>Requires that a header can carry a token as it is.</summary>
    /// <exception cref="InvalidInputException">It cannot.</exception>
    public static void CheckToken(string token)
    {
        if (token.Any(letter => letter is < ' ' or > '~') || token.Trim() != token)
        {
            throw new InvalidInputException($"The token ({TokenVariable}) must be ASCII text in one line, without spaces around it: it is sent in a header.");
        }
    }

    /// <summary>Requires what nobody can ask for, or everybody could, to be put right before anything listens.</summary>
    /// <exception cref="InvalidInputException">Others could reach it without a token, no header can carry the token, or a host is no name.</exception>
    public void Check()
    {
        CheckToken(Token ?? "");
        if (string.IsNullOrEmpty(Token) && !IPAddress.IsLoopback(Address))
        {
            throw new InvalidInputException(
                $"Others can reach the HTTP address {Address} (--http-address), so that it needs a token: set the environment variable {TokenVariable}, or leave --http-address at 127.0.0.1.");
        }

        if (Hosts.FirstOrDefault(host => Uri.CheckHostName(host) is UriHostNameType.Unknown or UriHostNameType.Basic) is { } wrong)
        {
            throw new InvalidInputException($"'{wrong}' (--http-host) is no name of a host and no IP address. Give one without scheme, port and wildcard, such as silo.example.org.");
        }
    }

    /// <summary>The hosts by which it may be asked, as they stand in a request.</summary>
    internal string[] AllowedHosts() => ["localhost", "127.0.0.1", .. ListeningAddresses().Select(AsHost), .. Hosts.Select(host => IPAddress.TryParse(host, out var address) ? AsHost(address) : host)];

    internal HttpApiOptions WithPort(int port) => new() { Address = Address, Hosts = Hosts, Port = port, Token = Token, OrleansDashboard = OrleansDashboard };

    private IEnumerable<IPAddress> ListeningAddresses() => Address.Equals(IPAddress.Any) || Address.Equals(IPAddress.IPv6Any)
        ? NetworkInterface.GetAllNetworkInterfaces().SelectMany(network => network.GetIPProperties().UnicastAddresses).Select(unicast => unicast.Address)
        : [Address];

    // Without the zone of an address that is valid on one link only.
    private static string AsHost(IPAddress address) => address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{new IPAddress(address.GetAddressBytes())}]" : address.ToString();
}
