using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using OrleansDro.Abstractions.Cases;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Learning.Configuration;

namespace OrleansDro.Hosting.Http;

/// <summary>Requests that change the cases of a run; each needs the token.</summary>
internal static class ChangeEndpoints
{
    private const string Body = "the request's body";

    public static void MapChanges(this IEndpointRouteBuilder endpoints)
    {
        var run = endpoints.MapRun();
        run.MapPost("changes", Change).WithSummary("Change cases.").DescribeBody<CaseChange>().RequireToken();
        run.MapPost("notes", AddNote).WithSummary("Add a note to a case.").DescribeBody<CaseNoteRequest>().RequireToken();
    }

    private static async Task<CaseChange> Change(string run, HttpRequest request, IGrainFactory grains, CancellationToken cancellationToken)
    {
        var change = await ReadAsync<CaseChange>(request, cancellationToken);
        return await (await Find(run, grains)).ChangeCases(change);
    }

    private static async Task<CaseView> AddNote(string run, HttpRequest request, IGrainFactory grains, CancellationToken cancellationToken)
    {
        var note = await ReadAsync<CaseNoteRequest>(request, cancellationToken);
        var found = await Find(run, grains);
        await found.AddNote(note.Id, note.Text);
        return await found.GetCase(note.Id);
    }

    private static async Task<T> ReadAsync<T>(HttpRequest request, CancellationToken cancellationToken)
        where T : class
    {
        if (!request.HasJsonContentType())
        {
            throw new BadHttpRequestException("The request's body must be JSON: send the header 'Content-Type: application/json'.", StatusCodes.Status415UnsupportedMediaType);
        }

        using var reader = new StreamReader(request.Body);
        return StrictJson.Bind<T>(StrictJson.Parse(await reader.ReadToEndAsync(cancellationToken), Body), Body);
    }

    /// <summary>The grain of a run.</summary>
    /// <exception cref="KeyNotFoundException">There is no such run.</exception>
    internal static async Task<IRunGrain> Find(string name, IGrainFactory grains)
    {
        var run = grains.GetGrain<IRunGrain>(name);
        RunEndpoints.RequireStarted(await run.GetStatus());
        return run;
    }
}
