using OrleansDro.Learning;

namespace OrleansDro.Hosting.Http;

/// <summary>How a process answers over HTTP. It listens on this machine's loopback address only. No record, as one would print its token.</summary>
public sealed class HttpApiOptions
{
    /// <summary>The environment variable that holds the token.</summary>
    public const string TokenVariable = "ORLEANSDRO_API_TOKEN";

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

    internal HttpApiOptions WithPort(int port) => new() { Port = port, Token = Token, OrleansDashboard = OrleansDashboard };
}
