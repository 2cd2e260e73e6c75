using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace OrleansDro.Hosting.Http;

/// <summary>Requires the token of this process for requests that change something.</summary>
internal sealed class BearerToken(HttpApiOptions options) : IEndpointFilter
{
    private const string Scheme = "Bearer ";

    private readonly byte[]? _hash = string.IsNullOrEmpty(options.Token) ? null : HashOf(options.Token);

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        if (_hash is null)
        {
            return TypedResults.Problem(
                $"Changes are not allowed because no token is configured. Set the environment variable {HttpApiOptions.TokenVariable} before the process starts, and give the token to users who may change runs and cases.",
                statusCode: StatusCodes.Status403Forbidden);
        }

        if (!IsShown(context.HttpContext.Request.Headers.Authorization.ToString()))
        {
            context.HttpContext.Response.Headers.WWWAuthenticate = "Bearer";
            return TypedResults.Problem(
                $"Changes require the header 'Authorization: Bearer TOKEN' with the token of this process ({HttpApiOptions.TokenVariable}).",
                statusCode: StatusCodes.Status401Unauthorized);
        }

        return await next(context);
    }

    // Hashes have equal lengths, so that the time of the comparison reveals nothing about the token.
    private bool IsShown(string header) =>
        header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) && CryptographicOperations.FixedTimeEquals(HashOf(header[Scheme.Length..]), _hash);

    private static byte[] HashOf(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
