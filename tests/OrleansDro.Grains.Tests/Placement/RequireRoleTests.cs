using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime.Placement.Filtering;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Abstractions.Training;
using OrleansDro.Grains.Placement;

namespace OrleansDro.Grains.Tests.Placement;

public sealed class RequireRoleTests
{
    /// <summary>A silo looks a type's role up once, whenever it first meets the type.</summary>
    [Fact]
    public async Task Filters_OfTypesThatAreMetOneAfterTheOther_KeepTheirRoles()
    {
        await using var cluster = await SiloCluster.StartAsync(1);
        var filters = cluster.Silos[0].ServiceProvider.GetRequiredService<PlacementFilterStrategyResolver>();
        var trainer = RoleOf(cluster.Grains.GetGrain<ITrainerGrain>("silo/device/run"));
        var run = RoleOf(cluster.Grains.GetGrain<IRunGrain>("run"));
        Assert.Equal((NodeRoles.Trainer, NodeRoles.Control), (trainer.Role, run.Role));

        RequireRoleStrategy RoleOf(IAddressable grain) => (RequireRoleStrategy)Assert.Single(filters.GetPlacementFilterStrategies(grain.GetGrainId().Type));
    }
}
