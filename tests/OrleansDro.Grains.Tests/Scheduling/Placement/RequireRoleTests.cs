using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime.Placement.Filtering;
using OrleansDro.Abstractions;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Protocol.Training;
using OrleansDro.Grains.Scheduling.Placement;

namespace OrleansDro.Grains.Tests.Scheduling.Placement;

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

        // As a call to a silo that was lost, which is made again.
        var director = new RequireRoleDirector(cluster.Silos[0].ServiceProvider.GetRequiredService<SiloRoles>());
        Assert.NotEmpty(director.Filter(run, default, [cluster.Silos[0].SiloAddress]));
        var refused = Assert.Throws<SiloUnavailableException>(() => director.Filter(run, default, []));
        Assert.True(TransientFaults.IsLostCall(refused));
        Assert.Contains("control", refused.Message, StringComparison.Ordinal);

        RequireRoleStrategy RoleOf(IAddressable grain) => (RequireRoleStrategy)Assert.Single(filters.GetPlacementFilterStrategies(grain.GetGrainId().Type));
    }
}
