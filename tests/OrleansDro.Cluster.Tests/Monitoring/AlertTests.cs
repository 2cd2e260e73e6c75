using System.Text.RegularExpressions;
using OrleansDro.Abstractions.Cases;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Abstractions.Specs;
using OrleansDro.FaultInjection.Clusters;
using OrleansDro.FaultInjection.Processes;

namespace OrleansDro.Cluster.Tests.Monitoring;

/// <summary>
/// A real Prometheus calls the operator when something happens to real silos, and at no other time. The rules are those of the repository but for how long they wait; the
/// two that would need losses that part, or a processor that computes wrongly, are left to promtool.
/// </summary>
public sealed partial class AlertTests
{
    private const string Run = "watched";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Alerts_OfWhatHappens_FireAndEnd_AndNoOthersDo()
    {
        Requirements.SkipUnlessMet();
        Requirements.SkipWithoutPrometheus();
        using var folder = new TemporaryFolder();
        await using var cluster = await ProcessCluster.StartAsync(controls: 1, trainers: 1, Token);
        await using var prometheus = await PrometheusServer.StartAsync(folder.Write("rules.yml", Impatient(await File.ReadAllTextAsync(RuleTests.File, Token))), Token);
        var run = await cluster.StartRunAsync(TinyRun.Spec(Run, steps: 100_000), TrainerRange.Any);
        var first = cluster.Running(SiloRole.Trainer)[0];

        // A trainer that comes and leaves is nothing to wake anybody for.
        var second = await cluster.StartSiloAsync(SiloRole.Trainer, Token);
        SetTargets();
        await prometheus.UntilAsync($"orleansdro_trainers{{run=\"{Run}\",state=\"training\"}} == 2");
        await second.TerminateAsync(Token);
        SetTargets();
        await prometheus.UntilAsync($"orleansdro_trainers{{run=\"{Run}\",state=\"training\"}} == 1");
        await prometheus.UntilAsync("sum(orleans_consistent_ring_size) == 4"); // Both that stay know that it is gone.
        Assert.Equal(0, Assert.Single(await prometheus.QueryAsync("sum(orleansdro_silos_lost_total)", Token)).Value);
        Assert.Empty(await FiredAsync());

        await cluster.Grains.GetGrain<IRunGrain>(Run).ChangeCases(new CaseChange { Kind = CaseChangeKind.Quarantine, Ids = [await HardestAsync()], Reason = "test" });
        await FiresAsync("CasesQuarantined");

        // The only trainer dies, and another one takes its place.
        await first.Kill9Async();
        SetTargets();
        await FiresAsync("SiloLost");
        await FiresAsync("TrainersBelowMinimum");
        await FiresAsync("NoStepForTooLong");
        await FiresAsync("CheckpointTooOld");
        await cluster.StartSiloAsync(SiloRole.Trainer, Token);
        SetTargets();
        await EndsAsync("TrainersBelowMinimum");
        await EndsAsync("NoStepForTooLong");
        await EndsAsync("CheckpointTooOld");
        await run.StopAsync(Token);

        await cluster.StartRunAsync(TinyRun.Spec("failing", steps: 10) with { Data = new ComponentSpec("decathlon", """{"root": "/nowhere"}""") }, TrainerRange.Any);
        await FiresAsync("RunFailed");
        await cluster.StartRunAsync(TinyRun.Spec("collapsed", steps: 100_000) with { Sampling = new ComponentSpec("hardness", """{"beta": 100000}""") }, TrainerRange.Any);
        await FiresAsync("EffectiveSampleSizeCollapsed");

        Assert.Equal(
            [
                $"CasesQuarantined {Run}", $"CheckpointTooOld {Run}", "EffectiveSampleSizeCollapsed collapsed", $"NoStepForTooLong {Run}", "RunFailed failing",
                $"SiloLost {PrometheusServer.Job}", $"TrainersBelowMinimum {Run}",
            ],
            await FiredAsync());

        void SetTargets() => prometheus.SetTargets(cluster.HttpAddresses);

        Task FiresAsync(string alert) => prometheus.UntilAsync($"ALERTS{{alertname=\"{alert}\",alertstate=\"firing\"}}");

        Task EndsAsync(string alert) => prometheus.UntilAsync($"absent(ALERTS{{alertname=\"{alert}\",alertstate=\"firing\"}})");

        async Task<IEnumerable<string>> FiredAsync() =>
            (await prometheus.QueryAsync("count by (alertname, run, job) (count_over_time(ALERTS{alertstate=\"firing\"}[10m]))", Token))
                .Select(alert => $"{alert.Labels["alertname"]} {alert.Labels.GetValueOrDefault("run") ?? alert.Labels["job"]}").Order(StringComparer.Ordinal);

        async Task<string> HardestAsync() => (await cluster.Grains.GetGrain<IRunGrain>(Run).GetCases(new CaseQuery { Take = 1 })).Cases[0].Id;
    }

    /// <summary>The rules with seconds for minutes.</summary>
    private static string Impatient(string rules)
    {
        var impatient = ForMinutes().Replace(rules, "for: 6s");
        Assert.NotEqual(rules, impatient);
        return Replace(Replace(impatient, "changes(orleansdro_step[5m])", "changes(orleansdro_step[5s])"), "orleansdro_checkpoint_age_seconds) > 3600", "orleansdro_checkpoint_age_seconds) > 12");

        static string Replace(string text, string old, string by)
        {
            Assert.Contains(old, text, StringComparison.Ordinal);
            return text.Replace(old, by, StringComparison.Ordinal);
        }
    }

    [GeneratedRegex(@"for: \d+m\b")]
    private static partial Regex ForMinutes();
}
