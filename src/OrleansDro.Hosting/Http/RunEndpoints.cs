using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using OrleansDro.Abstractions.Cases;
using OrleansDro.Abstractions.Results;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Dashboard.Sources;

namespace OrleansDro.Hosting.Http;

/// <summary><c>/api/runs/{run}</c>: the status of a run, the tail of its losses, its cases and their changes, the events of its trainers and how many trainers it can use.</summary>
internal static class RunEndpoints
{
    /// <summary>The address of a run.</summary>
    public static RouteGroupBuilder MapRun(this IEndpointRouteBuilder endpoints) => endpoints.MapGroup("/api/runs/{run}").WithTags("run").ProducesProblem(StatusCodes.Status404NotFound);

    public static void MapRuns(this IEndpointRouteBuilder endpoints)
    {
        var run = endpoints.MapRun();
        run.MapGet("", GetStatus).WithSummary("Where the run stands.");
        run.MapGet("cases", GetCases).WithSummary("A list of cases.").DescribeQuery<CaseQuery>().ProducesProblem(StatusCodes.Status400BadRequest);
        run.MapGet("cases/{id}", GetCase).WithSummary("All that is known of one case; its id is URL-encoded.").DescribePathParameter("id");
        run.MapGet("groups", GetGroups).WithSummary("A summary of each group.");
        run.MapGet("history", GetHistory).WithSummary("The loss statistics over time, after a step.");
        run.MapGet("validations", GetValidations).WithSummary("The validations while the run trains: the tail of the scores and losses of the validation cases after some numbers of steps.");
        run.MapGet("tail", GetTail).WithSummary("95th percentile, CVaR90 and CVaR95 of the latest losses with 95 % bootstrap intervals; null before there are losses.");
        run.MapGet("histogram", GetHistogram).WithSummary("How the latest losses of the cases are spread; null before there are losses.");
        run.MapGet("pictures", GetPictures)
            .WithSummary("A slice of each of the hardest training cases with reference and prediction, made by a trainer at most every 5 s; of a run that has ended, as it was at the end.");
        run.MapGet("changes", GetChanges).WithSummary("What people changed.");
        run.MapGet("events", GetEvents).WithSummary("What happened to the run's trainers and its saved state.");
        run.MapGet("scaling", GetScaling).WithSummary("How many trainers the run can use, and why.");
    }

    /// <summary>Removes the stack trace of a failure, which belongs in the log only.</summary>
    public static RunStatus WithoutDetails(RunStatus status) => status with { Failure = status.Failure is { } failure ? failure with { Details = null } : null };

    private static async Task<RunStatus> GetStatus(string run, IRunSource runs)
    {
        var overview = await runs.Get(run).GetOverview();
        RequireStarted(overview.Status);
        return WithoutDetails(overview.Status);
    }

    private static async Task<CasePage> GetCases(string run, HttpRequest request, IRunSource runs)
    {
        var query = CaseQueryString.Parse(request.Query);
        return await (await Find(run, runs)).GetCases(query);
    }

    private static async Task<CaseView> GetCase(string run, HttpContext context, IRunSource runs)
    {
        var id = LastSegment.Of(context);
        return await (await Find(run, runs)).GetCase(id);
    }

    private static async Task<IReadOnlyList<GroupView>> GetGroups(string run, IRunSource runs) => await (await Find(run, runs)).GetGroups();

    private static async Task<IReadOnlyList<LossStatistics>> GetHistory(string run, IRunSource runs, long after = -1) => await (await Find(run, runs)).GetHistory(after);

    private static async Task<IReadOnlyList<ValidationPoint>> GetValidations(string run, IRunSource runs) => await (await Find(run, runs)).GetValidations();

    private static async Task<TailEstimates?> GetTail(string run, IRunSource runs) => await (await Find(run, runs)).GetTail();

    private static async Task<LossHistogram?> GetHistogram(string run, IRunSource runs) => await (await Find(run, runs)).GetHistogram();

    private static async Task<CasePreview[]> GetPictures(string run, IRunSource runs) => await (await Find(run, runs)).GetPictures();

    private static async Task<IReadOnlyList<CaseChange>> GetChanges(string run, IRunSource runs) => await (await Find(run, runs)).GetChanges();

    private static async Task<IReadOnlyList<RunEvent>> GetEvents(string run, IRunSource runs) => await (await Find(run, runs)).GetEvents();

    private static async Task<ScalingStatus> GetScaling(string run, IRunSource runs) => await (await Find(run, runs)).GetScaling();

    private static async Task<IRunReader> Find(string name, IRunSource runs)
    {
        var run = runs.Get(name);
        RequireStarted((await run.GetOverview()).Status);
        return run;
    }

    /// <summary>Requires that there is such a run.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public static void RequireStarted(RunStatus status)
    {
        if (status is { State: RunState.Unknown, Failure: null })
        {
            throw new KeyNotFoundException($"Run '{status.Run}' not found. A run has its spec's name; 'compare' and 'demo' append -erm and -dro.");
        }
    }
}
