using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace OrleansDro.Cli.SavedRuns;

/// <summary><c>/api/runs/{run}/files/{file}</c>: the files of a run, as they are.</summary>
internal static class RunFileEndpoint
{
    // What lies in a folder is not trusted: a report may show its styles and pictures, and do nothing.
    private const string NothingActive = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'; sandbox";

    public static void MapRunFiles(this IEndpointRouteBuilder endpoints, FolderRuns runs) => endpoints.MapGet("/api/runs/{run}/files/{file}", (string run, string file, HttpResponse response) =>
    {
        var found = runs.Find(run) ?? throw new KeyNotFoundException($"There is no run '{run}'.");
        var content = found.Open(file);
        response.Headers.ContentSecurityPolicy = NothingActive;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.CacheControl = "no-cache";
        return TypedResults.Stream(content, TypeOf(file));
    });

    private static string TypeOf(string file) => Path.GetExtension(file) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".json" => "application/json",
        _ => "text/csv; charset=utf-8",
    };
}
