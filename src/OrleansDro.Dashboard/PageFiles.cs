using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;
using OrleansDro.Plots;

namespace OrleansDro.Dashboard;

/// <summary>The scripts and style sheets of the page. They are embedded in this assembly, so that a silo finds them in any working directory.</summary>
internal static class PageFiles
{
    private const string Script = "text/javascript";
    private const string Style = "text/css";

    private static readonly Dictionary<string, (byte[] Bytes, string Type)> Files = new()
    {
        ["_page/MudBlazor.min.css"] = (Read("MudBlazor.min.css"), Style),
        ["_page/MudBlazor.min.js"] = (Read("MudBlazor.min.js"), Script),
        ["_page/page.css"] = ([.. System.Text.Encoding.UTF8.GetBytes(PageStyle.Sheet), .. Read("page.css")], Style),
        ["_framework/blazor.web.js"] = (Read("blazor.web.js"), Script),
    };

    /// <summary>Puts them in place.</summary>
    public static void MapPageFiles(this IEndpointRouteBuilder endpoints)
    {
        foreach (var (path, (bytes, type)) in Files)
        {
            var tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes))[..16]}\"");
            endpoints.MapGet(path, (HttpContext context) => Get(context, bytes, type, tag));
        }
    }

    private static FileContentHttpResult Get(HttpContext context, byte[] bytes, string type, EntityTagHeaderValue tag)
    {
        // The browser asks each time; the server answers 304 unless the file changed with an update.
        context.Response.Headers.CacheControl = "no-cache";
        return TypedResults.File(bytes, type, entityTag: tag);
    }

    private static byte[] Read(string name)
    {
        using var stream = typeof(PageFiles).Assembly.GetManifestResourceStream(name)!;
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
