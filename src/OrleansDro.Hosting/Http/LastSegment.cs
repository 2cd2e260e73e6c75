using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace OrleansDro.Hosting.Http;

/// <summary>Decodes the last segment of a request's path correctly.</summary>
internal static class LastSegment
{
    /// <summary>
    /// Decodes the segment from the raw target. The path that the server decodes keeps %2F, so the ids 'a/b', sent as a%2Fb, and
    /// 'a%2Fb', sent as a%252Fb, would be equal in it.
    /// </summary>
    public static string Of(HttpContext context)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var path = target.Split('?', 2)[0];
        return Uri.UnescapeDataString(path[(path.LastIndexOf('/') + 1)..]);
    }
}
