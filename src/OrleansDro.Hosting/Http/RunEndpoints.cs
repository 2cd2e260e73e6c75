using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using OrleansDro.Abstractions.Cases;
using OrleansDro.Abstractions.Results;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Learning.Configuration;

namespace OrleansDro.Hosting.Http;

/// <summary><c>/api/runs/{run}</c>: the status of a run, the tail of its losses, its cases and their changes, the events of its trainers and how many trainers it can use.</summary>
internal static class RunEndpoints
{
    private const string Body = "the request's body";

    public static void MapRuns(this IEndpointRouteBuilder endpoints)
    {
        var run = endpoints.MapGroup("/api/runs/{run}").WithTags("run").ProducesProblem(StatusCodes.Status404NotFound);
        run.MapGet("", GetStatus).WithSummary("Where the run stands.");
        run.MapGet("cases", GetCases).WithSummary("A list of cases.").DescribeQuery<CaseQuery>().ProducesProblem(StatusCodes.Status400BadRequest);
        run.MapGet("cases/{id}", GetCase).WithSummary("All that is known of one case; its id is URL-encoded.").DescribePathParameter("id");
        run.MapGet("groups", GetGroups).WithSummary("A summary of each group.");
        run.MapGet("history", GetHistory).WithSummary("The loss statistics over time, after a step.");
        run.MapGet("tail", GetTail).WithSummary("95th percentile, CVaR90 and CVaR95 of the latest losses with 95 % bootstrap intervals; null before there are losses.");
        run.MapGet("histogram", GetHistogram).WithSummary("How the latest losses of the cases are spread; null before there are losses.");
        run.MapGet("pictures", GetPictures)
            .WithSummary("A slice of each of the hardest training cases with reference and prediction, made by a trainer at most every 5 s; of a run that has ended, as it was at the end.");
        run.MapGet("changes", GetChanges).WithSummary("What people changed.");
        run.MapGet("events", GetEvents).WithSummary("What happened to the run's trainers and its saved state.");
        run.MapGet("scaling", GetScaling).WithSummary("How many trainers the run can use, and why.");
        run.MapGet("checkpoints", GetCheckpoints).WithSummary("What the run has saved, the latest first, with the state of its checksums.").ProducesProblem(StatusCodes.Status409Conflict);
        run.MapPost("changes", Change).WithSummary("Change cases.").DescribeBody<CaseChange>().RequireToken();
        run.MapPost("stop", Stop).WithSummary("Let the run save a checkpoint and stop. A run that has ended stays as it is.").RequireToken();
        run.MapPost("resume", Resume).WithSummary("Continue a run that was stopped or has failed, from its latest checkpoint.").ProducesProblem(StatusCodes.Status409Conflict).RequireToken();
        run.MapPost("notes", AddNote).WithSummary("Add a note to a case.").DescribeBody<CaseNoteRequest>().RequireToken();
    }

    /// <summary>Removes the stack trace of a failure, which belongs in the log only.</summary>
    public static RunStatus WithoutDetails(RunStatus status) => status with { Failure = status.Failure is { } failure ? failure with { Details = null } : null };

    private static async Task<RunStatus> GetStatus(string run, IGrainFactory grains)
    {
        var status = await grains.GetGrain<IRunGrain>(run).GetStatus();
        RequireStarted(status);
        return WithoutDetails(status);
    }

    private static async Task<CasePage> GetCases(string run, HttpRequest request, IGrainFactory grains)
    {
        var query = CaseQueryString.Parse(request.Query);
        return await (await Find(run, grains)).GetCases(query);
    }

    private static async Task<CaseView> GetCase(string run, HttpContext context, IGrainFactory grains)
    {
        var id = LastSegment.Of(context);
        return await (await Find(run, grains)).GetCase(id);
    }

    private static async Task<IReadOnlyList<GroupView>> GetGroups(string run, IGrainFactory grains) => await (await Find(run, grains)).GetGroups();

    private static async Task<IReadOnlyList<LossStatistics>> GetHistory(string run, IGrainFactory grains, long after = -1) => await (await Find(run, grains)).GetHistory(after);

    private static async Task<TailEstimates?> GetTail(string run, IGrainFactory grains) => await (await Find(run, grains)).GetTail();

    private static async Task<LossHistogram?> GetHistogram(string run, IGrainFactory grains) => await (await Find(run, grains)).GetHistogram();

    private static async Task<CasePreview[]> GetPictures(string run, IGrainFactory grains) => await (await Find(run, grains)).GetPictures();

    private static async Task<IReadOnlyList<CaseChange>> GetChanges(string run, IGrainFactory grains) => await (await Find(run, grains)).GetChanges();

    private static async Task<IReadOnlyList<RunEvent>> GetEvents(string run, IGrainFactory grains) => await (await Find(run, grains)).GetEvents();

    private static async Task<ScalingStatus> GetScaling(string run, IGrainFactory grains) => await (await Find(run, grains)).GetScaling();

    private static async Task<IReadOnlyList<CheckpointView>> GetCheckpoints(string run, IGrainFactory grains) => await (await Find(run, grains)).GetCheckpoints();

    private static async Task<RunStatus> Stop(string run, IGrainFactory grains)
    {
        await (await Find(run, grains)).Stop();
        return await GetStatus(run, grains);
    }

    private static async Task<RunStatus> Resume(string run, IGrainFactory grains)
    {
        await (await Find(run, grains)).Resume(Guid.NewGuid());
        return await GetStatus(run, grains);
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

    private static async Task<IRunGrain> Find(string name, IGrainFactory grains)
    {
        var run = grains.GetGrain<IRunGrain>(name);
        RequireStarted(await run.GetStatus());
        return run;
    }

    private static void RequireStarted(RunStatus status)
    {
        if (status.State == RunState.Unknown)
        {
            throw new KeyNotFoundException($"Run '{status.Run}' not found. A run has its spec's name; 'compare' and 'demo' append -erm and -dro.");
        }
    }
}
