
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Cli.Clients;

/// <summary>The address of a process that serves HTTP.</summary>
internal static class ServerAddress
{
    public const string Variable = "ORLEANSDRO_SERVER";
    private const string Default = "http://127.0.0.1:5080";

    public static string Description => $"The address of the process that trains (its --http-port). Default: the environment variable {Variable}, else {Default}.";

    /// <summary>Whether an address was given or set in the environment.</summary>
    public static bool IsNamed(string? given) => given is not null || !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(Variable));

    /// <summary>The given address, that of the environment, or the default one, with a slash at its end.</summary>
    /// <exception cref="InvalidInputException">It is not an http or https address.</exception>
    public static Uri Of(string? given)
    {
        var variable = Environment.GetEnvironmentVariable(Variable);
        var (address, source) = (given, variable) switch
        {
            (not null, _) => (given, "--server"),
            (_, not (null or "")) => (variable, $"the environment variable {Variable}"),
            _ => (Default, "the default"),
        };
        return Uri.TryCreate(address.TrimEnd('/') + "/", UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
            ? uri
            : throw new InvalidInputException($"The server '{address}' of {source} is not an address; use one such as {Default}.");
    }

    /// <summary>Creates a client of the server.</summary>
    /// <param name="address">The base address of its requests.</param>
    /// <param name="limit">How long it waits for an answer.</param>
    public static HttpClient CreateClient(Uri address, TimeSpan limit)
    {
        // A proxy of the environment does not lead back to this machine.
        var handler = new SocketsHttpHandler { UseProxy = !address.IsLoopback, AllowAutoRedirect = false };
        return new HttpClient(handler) { BaseAddress = address, Timeout = limit };
    }
}
