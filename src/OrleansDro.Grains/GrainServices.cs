using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OrleansDro.Grains.Cases;
using OrleansDro.Grains.Checkpoints;
using OrleansDro.Grains.Training;
using OrleansDro.Learning.Configuration;

namespace OrleansDro.Grains;

/// <summary>What the grains need beside Orleans.</summary>
public static class GrainServices
{
    /// <summary>Adds the services of the grains; a <see cref="LearningCatalog"/> or <see cref="TimeProvider"/> that is there already is kept.</summary>
    public static IServiceCollection AddOrleansDroGrains(this IServiceCollection services)
    {
        services.TryAddSingleton(_ => LearningCatalog.CreateDefault());
        services.TryAddSingleton(TimeProvider.System);
        return services
            .AddSingleton<CaseShards>()
            .AddSingleton<DataSets>()
            .AddSingleton<CheckpointStore>();
    }
}
