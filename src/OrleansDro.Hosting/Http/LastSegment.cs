using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace OrleansDro.Hosting.Http;

/// <summary>The last segment of a request's path as it was meant.</summary>
internal static class LastSegment
{
    /// <summary>
    /// Decodes the segment from the target as it was sent. The path that the server decodes keeps %2F, so that there the ids 'a/b', sent as a%2Fb, and
    /// 'a%2Fb', sent as a%252Fb, are one.
    /// </summary>
    public static string Of(HttpContext context)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var path = target.Split('?', 2)[0];
        return Uri.UnescapeDataString(path[(path.LastIndexOf('/') + 1)..]);
    }
}
