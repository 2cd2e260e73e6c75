using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Routing;

namespace OrleansDro.Hosting.Http;

/// <summary><c>/health/live</c>: the process answers. <c>/health/ready</c>: its silo accepts calls.</summary>
internal static class HealthEndpoints
{
    /// <summary>The name of the check of the silo.</summary>
    public const string Silo = "silo";

    public static void MapHealth(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false });
        endpoints.MapHealthChecks("/health/ready", new HealthCheckOptions { Predicate = check => check.Name == Silo });
    }
}
