using Microsoft.Extensions.DependencyInjection;
using OrleansDro.Grains.Audits;
using OrleansDro.Grains.Cases;
using OrleansDro.Grains.Coordination.Status;
using OrleansDro.Grains.Infrastructure;
using OrleansDro.Grains.Membership;
using OrleansDro.Grains.Runs;

namespace OrleansDro.Grains.Coordination;

/// <summary>The parts of a <see cref="RunGrain"/>. Each activation is a scope with parts of its own.</summary>
internal static class RunServices
{
    /// <summary>Adds the parts.</summary>
    public static IServiceCollection AddRunParts(this IServiceCollection services) => services
        .AddScoped<AsyncPulse>()
        .AddScoped<Roster>()
        .AddScoped<ReplicaVotes>()
        .AddScoped<DurableRun>()
        .AddScoped<RunAccount>()
        .AddScoped<RunRecovery>()
        .AddScoped<RunScaling>()
        .AddScoped<RunSampler>()
        .AddScoped<RunEvents>()
        .AddScoped<RunKinds>()
        .AddScoped<RunCheckpoints>()
        .AddScoped<RunFolders>()
        .AddScoped<RunDevices>()
        .AddScoped<RunData>()
        .AddScoped<RunCases>()
        .AddScoped<RunInsights>()
        .AddScoped<SeedSource>()
        .AddScoped<RunAudits>()
        .AddScoped<RunOrders>()
        .AddScoped<ReplicaAgreement>()
        .AddScoped<RunRestart>()
        .AddScoped<RunEvictions>()
        .AddScoped<RunMembership>()
        .AddScoped<RunConclusion>()
        .AddScoped<RunWaits>()
        .AddScoped<RunMonitor>()
        .AddScoped<RunLifecycle>()
        .AddScoped<RunOverview>();
}
