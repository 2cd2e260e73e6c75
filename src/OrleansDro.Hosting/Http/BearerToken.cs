using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace OrleansDro.Hosting.Http;

/// <summary>Lets only those change something who show the token of this process.</summary>
internal sealed class BearerToken(HttpApiOptions options) : IEndpointFilter
{
    private const string Scheme = "Bearer ";

    private readonly byte[]? _hash = string.IsNullOrEmpty(options.Token) ? null : HashOf(options.Token);

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        if (_hash is null)
        {
            return TypedResults.Problem(
                $"Nothing can be changed here, as no token is configured. Set the environment variable {HttpApiOptions.TokenVariable} before the process is started, and for those who may change cases.",
                statusCode: StatusCodes.Status403Forbidden);
        }

        if (!IsShown(context.HttpContext.Request.Headers.Authorization.ToString()))
        {
            context.HttpContext.Response.Headers.WWWAuthenticate = "Bearer";
            return TypedResults.Problem(
                $"To change something, send the header 'Authorization: Bearer TOKEN' with the token that this process was started with ({HttpApiOptions.TokenVariable}).",
                statusCode: StatusCodes.Status401Unauthorized);
        }

        return await next(context);
    }

    // Hashes have one length, so that the time of the comparison tells nothing of the token.
    private bool IsShown(string header) =>
        header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) && CryptographicOperations.FixedTimeEquals(HashOf(header[Scheme.Length..]), _hash);

    private static byte[] HashOf(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
