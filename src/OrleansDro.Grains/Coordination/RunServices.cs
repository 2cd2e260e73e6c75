using Microsoft.Extensions.DependencyInjection;
using OrleansDro.Grains.Audits;
using OrleansDro.Grains.Cases;
using OrleansDro.Grains.Coordination.Status;
using OrleansDro.Grains.Infrastructure;
using OrleansDro.Grains.Membership;
using OrleansDro.Grains.Runs;
using OrleansDro.Grains.Validation;

namespace OrleansDro.Grains.Coordination;

/// <summary>Registers the parts of a <see cref="RunGrain"/>. Each activation is a scope with its own parts.</summary>
internal static class RunServices
{
    /// <summary>Adds the parts.</summary>
    public static IServiceCollection AddRunParts(this IServiceCollection services) => services
        .AddScoped<AsyncPulse>()
        .AddScoped<TrainerRegistry>()
        .AddScoped<ParameterHashVotes>()
        .AddScoped<DurableRun>()
        .AddScoped<RunCounters>()
        .AddScoped<RecoveryTimer>()
        .AddScoped<RunScaling>()
        .AddScoped<RunSampler>()
        .AddScoped<RunEvents>()
        .AddScoped<TrainerKinds>()
        .AddScoped<RunCheckpoints>()
        .AddScoped<RunFolders>()
        .AddScoped<RunDevices>()
        .AddScoped<RunData>()
        .AddScoped<RunCases>()
        .AddScoped<RunLossQueries>()
        .AddScoped<SeedSource>()
        .AddScoped<RunAudits>()
        .AddScoped<RunOrders>()
        .AddScoped<ReplicaAgreement>()
        .AddScoped<RunValidation>()
        .AddScoped<RunRollback>()
        .AddScoped<RunEvictions>()
        .AddScoped<RunTrainers>()
        .AddScoped<RunGenerations>()
        .AddScoped<TrainerDeaths>()
        .AddScoped<HopelessRun>()
        .AddScoped<RunMembership>()
        .AddScoped<RunResultBuilder>()
        .AddScoped<RunWait>()
        .AddScoped<LastCheckpoint>()
        .AddScoped<SamplerStartup>()
        .AddScoped<RunCompletion>()
        .AddScoped<RunExecution>()
        .AddScoped<RunEnding>()
        .AddScoped<WaitLog>()
        .AddScoped<RunMetricsPublisher>()
        .AddScoped<RunLifecycle>()
        .AddScoped<RunStatusReader>();
}
