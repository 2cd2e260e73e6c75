using OrleansDro.Cli.Options;
using OrleansDro.Hosting.Http;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Cli.Clients;

/// <summary>The address of a process that serves HTTP.</summary>
internal static class ServerAddress
{
    public const string Variable = "ORLEANSDRO_SERVER";
    private const string Default = "http://127.0.0.1:5080";

    public static string Description => $"The address of a training or a silo that serves HTTP (its --http-port). Default: the environment variable {Variable}; for a command that asks a training, else {Default}.";

    /// <summary>The given address, or that of the environment.</summary>
    public static Setting Find(string? given) => Setting.Find(given, "--server", Variable);

    /// <summary>The given address, that of the environment, or the default one, with a slash at its end.</summary>
    /// <exception cref="InvalidInputException">It is not an http or https address, or holds a password.</exception>
    public static Uri Of(string? given)
    {
        var setting = Find(given);
        var address = setting.Value ?? Default;
        if (address.Contains('@', StringComparison.Ordinal))
        {
            throw new InvalidInputException($"The server of {setting.Source} must be an address without a user and a password, such as {Default}. A token belongs in {HttpApiOptions.TokenVariable}.");
        }

        return Uri.TryCreate(address.TrimEnd('/') + "/", UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
            ? uri
            : throw new InvalidInputException($"The server '{address}' of {setting.Source} is not an address; use one such as {Default}.");
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
