using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using OrleansDro.Abstractions.Fleet;
using OrleansDro.Abstractions.Runs;

namespace OrleansDro.Hosting.Http;

/// <summary><c>/api/runs</c> and <c>/api/devices</c>: the runs and the devices of the cluster.</summary>
internal static class FleetEndpoints
{
    public static void MapFleet(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/api/runs", GetRuns).WithTags("cluster").WithSummary("All runs and where they stand.");
        endpoints.MapGet("/api/devices", GetDevices).WithTags("cluster").WithSummary("The devices of the cluster, and the runs that they work for.");
    }

    private static async Task<IReadOnlyList<RunStatus>> GetRuns(IGrainFactory grains)
    {
        var names = await grains.GetGrain<IFleetGrain>(0).GetRuns();
        var runs = await Task.WhenAll(names.Select(name => grains.GetGrain<IRunGrain>(name).GetStatus()));
        return Array.ConvertAll(runs, RunEndpoints.WithoutDetails);
    }

    private static Task<IReadOnlyList<DeviceView>> GetDevices(IGrainFactory grains) => grains.GetGrain<IFleetGrain>(0).GetDevices();
}
