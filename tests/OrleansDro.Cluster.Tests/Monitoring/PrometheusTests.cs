using System.Text.RegularExpressions;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Cluster.Tests.Faults;
using OrleansDro.FaultInjection.Clusters;
using OrleansDro.FaultInjection.Processes;

namespace OrleansDro.Cluster.Tests.Monitoring;

/// <summary>What a real Prometheus has of a run on real silos.</summary>
public sealed partial class PrometheusTests
{
    private const string Run = "watched";
    private const int Steps = 100_000;
    private const int MostSeriesOfARun = 400;

    /// <summary>What promtool ends with where it could read all and has remarks.</summary>
    private const int Remarks = 3;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    // What went wrong that does not here: calls that time out, and turns of a second.
    private static readonly string[] OfTrouble = ["orleans_app_requests_timedout_total", "orleans_scheduler_long_running_turns_total"];

    // What the model makes of the held-out cases is known at the end only.
    private const string OfTheEnd = "orleansdro_validation";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RunWithAJoinAndAKill_EachPanelAndRuleHasData()
    {
        Requirements.SkipUnlessMet();
        Requirements.SkipWithoutPrometheus();
        await using var cluster = await ProcessCluster.StartAsync(controls: 2, trainers: 1, Token);
        await using var prometheus = await PrometheusServer.StartAsync(RuleTests.File, Token);
        using var gpus = new DcgmExporter();
        var spec = TinyRun.Spec(Run, Steps) with { StatisticsEvery = 10 };
        var run = await cluster.StartRunAsync(spec, TrainerRange.Any);
        var joined = await cluster.StartSiloAsync(SiloRole.Trainer, Token);
        prometheus.SetTargets(cluster.HttpAddresses, ("dcgm", gpus.Address));
        await run.WaitUntilAsync(status => DisturbedRun.MembersOf(status) == 2, Limit, Token);
        await prometheus.UntilAsync($"orleansdro_trainers{{run=\"{Run}\",state=\"training\"}} == 2");
        await joined.Kill9Async();
        await prometheus.UntilAsync($"orleansdro_membership_changes_total{{run=\"{Run}\",cause=\"lost\"}} == 1");
        await prometheus.UntilAllAsync(Queries().Where(query => !IsOfTheEnd(query) && !OfTrouble.Any(query.Expression.Contains)).Concat(await OfRulesAsync()));
        await prometheus.UntilAsync($"{QueryOf("Time lost to faults").Expression} > 0");

        // One silo shows the run, and no label tells cases, grains or made-up names apart.
        Assert.Single(await prometheus.QueryAsync($"orleansdro_step{{run=\"{Run}\"}}", Token));
        var series = await prometheus.QueryAsync($"count({{run=\"{Run}\",__name__=~\"orleansdro_.*\"}})", Token);
        Assert.InRange(series[0].Value, 1, MostSeriesOfARun);

        // Its silo dies: another one shows it.
        var holder = await cluster.HolderOfAsync(Run);
        await holder.Kill9Async();
        var lost = holder.Http!.Authority;
        await prometheus.UntilAsync($"orleansdro_step{{run=\"{Run}\",instance!=\"{lost}\"}}");
        await prometheus.UntilAsync($"count(orleansdro_step{{run=\"{Run}\"}}) == 1");
    }

    [Fact]
    public async Task CompletedRun_ShowsItsValidation_AndNumbersThatAgreeWithItsResult()
    {
        Requirements.SkipUnlessMet();
        Requirements.SkipWithoutPrometheus();
        await using var cluster = await ProcessCluster.StartAsync(controls: 1, trainers: 1, Token);
        await using var prometheus = await PrometheusServer.StartAsync(RuleTests.File, Token);
        prometheus.SetTargets(cluster.HttpAddresses);
        var run = await cluster.StartRunAsync(TinyRun.Spec(Run, steps: 60), TrainerRange.Any);
        await prometheus.UntilAsync($"orleansdro_run_state{{run=\"{Run}\",state=\"completed\"}} == 1");
        var result = (await cluster.Grains.GetGrain<IRunGrain>(Run).GetResult())!;
        Assert.Equal(result.TrainHardness!.Summary.Cvar95, await ValueAsync("""orleansdro_loss{statistic="cvar95"}"""), 6);
        Assert.Equal(result.Validation!.Summary.P5, await ValueAsync("""orleansdro_validation{metric="dice",statistic="p5"}"""), 6);
        Assert.Equal(result.StepsCommitted, await ValueAsync("orleansdro_steps_committed_total"));
        Assert.Equal(result.DrawsCredited, await ValueAsync("""orleansdro_draws_total{outcome="credited"}"""));
        Assert.Equal(result.DrawsIssued, await ValueAsync("orleansdro_case_loss_count"));
        await prometheus.UntilAllAsync(Queries().Where(IsOfTheEnd));

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
        foreach (var address in cluster.HttpAddresses)
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

    private static bool IsOfTheEnd(Query query) => query.Expression.Contains(OfTheEnd, StringComparison.Ordinal);

    private static IEnumerable<Query> Queries() => Dashboard.All
        .SelectMany(dashboard => dashboard.Panels)
        .SelectMany(panel => Dashboard.QueriesOf(panel, Run, PrometheusServer.Job))
        .Select(query => query.Strict);

    private static Query QueryOf(string title) => Dashboard.All
        .SelectMany(dashboard => dashboard.Panels)
        .Where(panel => Dashboard.Text(panel, "title") == title)
        .SelectMany(panel => Dashboard.QueriesOf(panel, Run, PrometheusServer.Job))
        .Single();

    /// <summary>What the rules record, and each series that they look at.</summary>
    private static async Task<IEnumerable<Query>> OfRulesAsync()
    {
        var lines = (await System.IO.File.ReadAllLinesAsync(RuleTests.File, Token)).Select(line => line.Trim()).Where(line => !line.StartsWith('#')).ToArray();
        var recorded = lines.Where(line => line.StartsWith("- record: ", StringComparison.Ordinal)).Select(line => $"{line["- record: ".Length..]}{{run=\"{Run}\"}}");
        return [.. recorded.Concat(lines.SelectMany(line => Series().Matches(line)).Select(match => match.Value)).Distinct().Select(expression => new Query(expression))];
    }

    [GeneratedRegex(@"\borleansdro_\w+(\{[^}]*\})?")]
    private static partial Regex Series();
}
