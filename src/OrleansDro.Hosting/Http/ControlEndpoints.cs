using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using OrleansDro.Abstractions.Runs;

namespace OrleansDro.Hosting.Http;

/// <summary>Requests about what a run has saved, and those that stop and resume it, which need the token.</summary>
internal static class ControlEndpoints
{
    public static void MapControl(this IEndpointRouteBuilder endpoints)
    {
        var run = endpoints.MapRun();
        run.MapGet("checkpoints", GetCheckpoints).WithSummary("What the run has saved, the latest first, with the state of its checksums.").ProducesProblem(StatusCodes.Status409Conflict);
        run.MapPost("stop", Stop).WithSummary("Let the run save a checkpoint and stop. A run that has ended stays as it is.").RequireToken();
        run.MapPost("resume", Resume).WithSummary("Continue a run that was stopped or has failed, from its latest checkpoint.").ProducesProblem(StatusCodes.Status409Conflict).RequireToken();
    }

    private static async Task<IReadOnlyList<CheckpointView>> GetCheckpoints(string run, IGrainFactory grains) => await (await ChangeEndpoints.Find(run, grains)).GetCheckpoints();

    private static async Task<RunStatus> Stop(string run, IGrainFactory grains)
    {
        var found = await ChangeEndpoints.Find(run, grains);
        await found.Stop();
        return RunEndpoints.WithoutDetails(await found.GetStatus());
    }

    private static async Task<RunStatus> Resume(string run, IGrainFactory grains)
    {
        var found = await ChangeEndpoints.Find(run, grains);
        await found.Resume(Guid.NewGuid());
        return RunEndpoints.WithoutDetails(await found.GetStatus());
    }
}
