using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Placement;
using Orleans.Runtime.MembershipService.SiloMetadata;
using OrleansDro.Grains.AllReduce;
using OrleansDro.Grains.AllReduce.Reducers;
using OrleansDro.Grains.Cases;
using OrleansDro.Grains.Checkpoints;
using OrleansDro.Grains.Coordination;
using OrleansDro.Grains.Infrastructure;
using OrleansDro.Grains.Observability.Metrics;
using OrleansDro.Grains.Observability.Tracking;
using OrleansDro.Grains.Scheduling;
using OrleansDro.Grains.Scheduling.Placement;
using OrleansDro.Grains.Training.Data;
using OrleansDro.Grains.Training.Lifecycle;
using OrleansDro.Grains.Training.SelfTesting;
using OrleansDro.Learning.Configuration;

namespace OrleansDro.Grains;

/// <summary>What the grains need beside Orleans.</summary>
public static class GrainServices
{
    /// <summary>The name under which the host registers the grain storage: what runs need to go on after their silo is lost.</summary>
    public const string StorageName = "orleansdro";

    /// <summary>
    /// Adds the grains' services and tells the cluster what the silo is for; a <see cref="LearningCatalog"/> or <see cref="TimeProvider"/> that is there already is kept.
    /// </summary>
    public static ISiloBuilder AddOrleansDroGrains(this ISiloBuilder silo, NodeOptions node)
    {
        silo.UseSiloMetadata(new Dictionary<string, string> { [SiloRoles.Key] = node.Roles.ToString() });
        silo.Services.TryAddSingleton(_ => LearningCatalog.CreateDefault());
        silo.Services.TryAddSingleton(TimeProvider.System);
        silo.Services
            .AddSingleton(node)
            .AddSingleton<CaseShardLocator>()
            .AddSingleton<CheckpointStore>()
            .AddSingleton<DataRoot>()
            .AddSingleton<DataSets>()
            .AddSingleton<IFingerprintReader, FingerprintReader>()
            .AddSingleton<GradientReducers>()
            .AddFromExisting<IReducerLocator, GradientReducers>()
            .AddSingleton<GrainStateStores>()
            .AddSingleton<RunMeter>()
            .AddSingleton<RunMetricsRegistry>()
            .AddSingleton<RunMetrics>()
            .AddSingleton<SamplingMetrics>()
            .AddSingleton<SelfTests>()
            .AddSingleton<SiloAllReduceRegistry>()
            .AddSingleton<SiloRoles>()
            .AddSingleton<ThreadShare>()
            .AddSingleton<TrainerPreparation>()
            .AddSingleton<TrainerServices>()
            .AddSingleton<TrainingMetrics>()
            .AddRunParts()
            .AddTrackers()
            .AddSingleton<DeviceAgent>()
            .AddFromExisting<ILifecycleParticipant<ISiloLifecycle>, DeviceAgent>()
            .AddPlacementFilter<RequireRoleStrategy, RequireRoleDirector>(ServiceLifetime.Transient); // one for each type of grain, as each has its role
        silo.AddGrainService<GradientReducerService>();
        silo.AddPlacementDirector<RendezvousPlacement, RendezvousPlacementDirector>();
        silo.AddPlacementDirector<DevicePlacement, DevicePlacementDirector>();
        return silo;
    }

    private static IServiceCollection AddTrackers(this IServiceCollection services)
    {
        services.AddSingleton<IRunTracker, TensorBoardTracker>();
        if (MlflowOptions.FromEnvironment(Environment.GetEnvironmentVariable) is { } mlflow)
        {
            services.AddSingleton<IRunTracker>(provider => new MlflowTracker(mlflow, provider.GetRequiredService<TimeProvider>()));
        }

        return services.AddHostedService<RunTracking>();
    }

    private static IServiceCollection AddFromExisting<TService, TImplementation>(this IServiceCollection services)
        where TService : class
        where TImplementation : class, TService => services.AddSingleton<TService>(provider => provider.GetRequiredService<TImplementation>());
}
