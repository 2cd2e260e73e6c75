using System.Globalization;
using OrleansDro.Abstractions.Cases;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Cluster.Tests.Faults;
using OrleansDro.FaultInjection.Clusters;
using OrleansDro.FaultInjection.Processes;

namespace OrleansDro.Cluster.Tests.Monitoring;

/// <summary>What a real Prometheus has of a run on real silos.</summary>
public sealed class PrometheusTests
{
    private const string Run = "watched";
    private const int Steps = 100_000;
    private const int MostSeriesOfARun = 400;

    /// <summary>What promtool ends with where it could read all and has remarks.</summary>
    private const int Remarks = 3;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    // The panels of a machine with GPUs are filled by its own exporter.
    private const string OfGpus = "DCGM_";

    // What the model makes of the held-out cases is known at the end only.
    private const string OfTheEnd = "orleansdro_validation";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RunWithAJoinAndAKill_EachPanelAndRuleHasData_AndAlertsFireWhenTheyShould()
    {
        Requirements.SkipUnlessMet();
        Requirements.SkipWithoutPrometheus();
        await using var cluster = await ProcessCluster.StartAsync(controls: 2, trainers: 1, Token);
        await using var prometheus = await PrometheusServer.StartAsync(RuleTests.File, Token);
        var spec = TinyRun.Spec(Run, Steps) with { StatisticsEvery = 10 };
        var run = await cluster.StartRunAsync(spec, TrainerRange.Any);
        prometheus.SetTargets(AddressesOf(cluster));
        var joined = await cluster.StartSiloAsync(SiloRole.Trainer, Token);
        prometheus.SetTargets(AddressesOf(cluster));
        await run.WaitUntilAsync(status => DisturbedRun.MembersOf(status) == 2, Limit, Token);
        await UntilAsync(prometheus, $"orleansdro_trainers{{run=\"{Run}\",state=\"training\"}} == 2");
        Assert.Empty(await prometheus.QueryAsync("ALERTS{alertstate=\"firing\"}", Token));

        // A case is taken out, and a trainer dies.
        var grain = cluster.Grains.GetGrain<IRunGrain>(Run);
        var hardest = (await grain.GetCases(new CaseQuery { Take = 1 })).Cases[0].Id;
        await grain.ChangeCases(new CaseChange { Kind = CaseChangeKind.Quarantine, Ids = [hardest], Reason = "test" });
        await joined.Kill9Async();
        await UntilAsync(prometheus, """ALERTS{alertname="CasesQuarantined",alertstate="firing"}""");
        await UntilAsync(prometheus, """ALERTS{alertname="SiloLost",alertstate="pending"}""");
        await UntilAsync(prometheus, $"orleansdro_recovery_seconds_count{{run=\"{Run}\"}} > 0");
        await UntilAsync(prometheus, $"orleansdro_membership_changes_total{{run=\"{Run}\",cause=\"lost\"}} == 1");
        await UntilAllAsync(prometheus, Queries().Where(query => !query.Contains(OfTheEnd, StringComparison.Ordinal)).Concat(await RecordedAsync()));

        // One silo shows the run, and no label tells cases, grains or made-up names apart.
        Assert.Single(await prometheus.QueryAsync($"orleansdro_step{{run=\"{Run}\"}}", Token));
        var series = await prometheus.QueryAsync($"count({{run=\"{Run}\",__name__=~\"orleansdro_.*\"}})", Token);
        Assert.InRange(series[0].Value, 1, MostSeriesOfARun);
        Assert.Equal(["CasesQuarantined", "SiloLost"], (await prometheus.QueryAsync("count by (alertname) (ALERTS{alertname!=\"NoStepForTooLong\"})", Token)).Select(alert => alert.Labels["alertname"]).Order());

        // Its silo dies: another one shows it.
        var holder = await cluster.HolderOfAsync(Run);
        await holder.Kill9Async();
        var lost = holder.Http!.Authority;
        await UntilAsync(prometheus, $"orleansdro_step{{run=\"{Run}\",instance!=\"{lost}\"}}");
        await UntilAsync(prometheus, $"count(orleansdro_step{{run=\"{Run}\"}}) == 1");
    }

    [Fact]
    public async Task CompletedRun_ShowsItsValidation_AndNumbersThatAgreeWithItsResult()
    {
        Requirements.SkipUnlessMet();
        Requirements.SkipWithoutPrometheus();
        await using var cluster = await ProcessCluster.StartAsync(controls: 1, trainers: 1, Token);
        await using var prometheus = await PrometheusServer.StartAsync(RuleTests.File, Token);
        prometheus.SetTargets(AddressesOf(cluster));
        var run = await cluster.StartRunAsync(TinyRun.Spec(Run, steps: 60), TrainerRange.Any);
        await UntilAsync(prometheus, $"orleansdro_run_state{{run=\"{Run}\",state=\"completed\"}} == 1");
        var result = (await cluster.Grains.GetGrain<IRunGrain>(Run).GetResult())!;
        Assert.Equal(result.TrainHardness!.Summary.Cvar95, await ValueAsync("""orleansdro_loss{statistic="cvar95"}"""), 6);
        Assert.Equal(result.Validation!.Summary.P5, await ValueAsync("""orleansdro_validation{metric="dice",statistic="p5"}"""), 6);
        Assert.Equal(result.StepsCommitted, await ValueAsync("orleansdro_steps_committed_total"));
        Assert.Equal(result.DrawsCredited, await ValueAsync("""orleansdro_draws_total{outcome="credited"}"""));
        Assert.Equal(result.DrawsIssued, await ValueAsync("orleansdro_case_loss_count"));
        await UntilAllAsync(prometheus, Queries().Where(query => query.Contains(OfTheEnd, StringComparison.Ordinal)));

        async Task<double> ValueAsync(string expression) => Assert.Single(await prometheus.QueryAsync(expression, Token)).Value;
    }

    [Fact]
    public async Task Metrics_OfControlAndTrainer_FollowPrometheusConventions()
    {
        Requirements.SkipUnlessMet();
        Requirements.SkipWithoutPrometheus();
        await using var cluster = await ProcessCluster.StartAsync(controls: 1, trainers: 1, Token);
        var run = await cluster.StartRunAsync(TinyRun.Spec(Run, Steps), TrainerRange.Any);
        await run.WaitUntilAsync(status => status.StepsCommitted > 60, Limit, Token);
        using var client = new HttpClient();
        foreach (var address in AddressesOf(cluster))
        {
            var text = await client.GetStringAsync(new Uri(address, "/metrics"), Token);

            // The names of Orleans' and .NET's metrics are theirs, and promtool has its remarks on them; all must be readable.
            var (readable, errors) = await PrometheusServer.RunToolAsync(["check", "metrics"], text, Token);
            Assert.True(readable is 0 or Remarks, $"{address}: {errors}");
            var own = string.Concat(text.Split('\n').Where(line => line.TrimStart('#', ' ').Replace("TYPE ", "", StringComparison.Ordinal).Replace("HELP ", "", StringComparison.Ordinal).StartsWith("orleansdro_", StringComparison.Ordinal)).Select(line => line + '\n'));
            Assert.Contains("orleansdro_", own, StringComparison.Ordinal);
            Assert.Contains("\norleans_catalog_activations", text, StringComparison.Ordinal);
            var (exitCode, output) = await PrometheusServer.RunToolAsync(["check", "metrics"], own, Token);
            Assert.True(exitCode == 0, $"{address}: {output}");
        }
    }

    private static IEnumerable<Uri> AddressesOf(ProcessCluster cluster) =>
        cluster.Running(SiloRole.Control).Concat(cluster.Running(SiloRole.Trainer)).Select(silo => silo.Http!);

    private static IEnumerable<string> Queries() => Dashboard.All
        .SelectMany(dashboard => dashboard.Panels)
        .SelectMany(panel => Dashboard.QueriesOf(panel, Run, PrometheusServer.Job))
        .Where(query => !query.Contains(OfGpus, StringComparison.Ordinal));

    private static async Task<IEnumerable<string>> RecordedAsync() => (await System.IO.File.ReadAllLinesAsync(RuleTests.File, Token))
        .Select(line => line.Trim())
        .Where(line => line.StartsWith("- record: ", StringComparison.Ordinal))
        .Select(line => string.Create(CultureInfo.InvariantCulture, $"{line["- record: ".Length..]}{{run=\"{Run}\"}}"));

    private static Task UntilAsync(PrometheusServer prometheus, string query) => UntilAllAsync(prometheus, [query]);

    private static async Task UntilAllAsync(PrometheusServer prometheus, IEnumerable<string> queries)
    {
        var clock = TimeProvider.System;
        var began = clock.GetTimestamp();
        var empty = new HashSet<string>(queries);
        Assert.NotEmpty(empty);
        while (true)
        {
            foreach (var query in empty.ToArray())
            {
                if ((await prometheus.QueryAsync(query, Token)).Any(sample => !double.IsNaN(sample.Value)))
                {
                    empty.Remove(query);
                }
            }

            if (empty.Count == 0)
            {
                return;
            }

            Assert.True(clock.GetElapsedTime(began) < Limit, $"Prometheus has nothing for:\n{string.Join('\n', empty)}");
            await Task.Delay(Pause, Token);
        }
    }
}
