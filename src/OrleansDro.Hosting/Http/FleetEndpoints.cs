using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using OrleansDro.Abstractions.Fleet;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Dashboard.Sources;

namespace OrleansDro.Hosting.Http;

/// <summary><c>/api/runs</c> and <c>/api/devices</c>: the runs and the devices of the cluster.</summary>
internal static class FleetEndpoints
{
    public static void MapFleet(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/api/runs", GetRuns).WithTags("cluster").WithSummary("All runs and where they stand.");
        endpoints.MapGet("/api/devices", GetDevices).WithTags("cluster").WithSummary("The devices of the cluster, and the runs that they work for.");
    }

    private static async Task<IReadOnlyList<RunStatus>> GetRuns(IRunSource runs) => [.. (await runs.GetRuns()).Select(run => RunEndpoints.WithoutDetails(run.Status))];

    private static Task<IReadOnlyList<DeviceView>> GetDevices(IRunSource runs) => runs.GetDevices();
}
