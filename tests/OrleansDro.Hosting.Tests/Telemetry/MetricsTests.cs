using Microsoft.Extensions.DependencyInjection;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Hosting.Http;
using OrleansDro.Learning.Configuration;

namespace OrleansDro.Hosting.Tests.Telemetry;

/// <summary>
/// <c>/metrics</c> of a silo. Each test has a cluster of its own: meters are heard by their name throughout a process, and where one of several clusters ends, what
/// listens for the others hears no more of theirs.
/// </summary>
public sealed class MetricsTests
{
    private const int MostSeriesOfARun = 400;
    private static readonly Uri Metrics = new("/metrics", UriKind.Relative);
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongerThanAnEndIsShown = TimeSpan.FromMinutes(4);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RunThatTrains_HasEachMetricWithItsLabels()
    {
        const string Name = "measured-run";
        var clock = new AdvancingClock();
        await using var server = new ServerFixture { Clock = clock };
        await server.InitializeAsync();
        var run = server.Cluster.Grains.GetGrain<IRunGrain>(Name);
        using var folder = new TemporaryFolder();
        var spec = ServerFixture.Spec(Name, steps: 100_000) with { StatisticsEvery = 2, Checkpoint = new CheckpointSpec { Every = 5 } };
        await run.Start(new RunStart { Spec = spec, CheckpointRoot = folder.Path });
        await UntilShownAsync(server.Client, exposition => exposition.Of(Name).Any(sample => sample.Name == "orleansdro_checkpoint_seconds_count")
            && exposition.Of(Name).Any(sample => sample.Name == "orleansdro_group_loss"));
        var samples = (await Exposition.ReadAsync(server.Client, Metrics, Token)).Of(Name).ToArray();
        AssertLabels("orleansdro_loss", "statistic", "mean", "p50", "p90", "p95", "p99", "max", "cvar90", "cvar95", "cvar99");
        AssertLabels("orleansdro_cases", "state", "seen", "unseen", "quarantined");
        AssertLabels("orleansdro_history_age_steps", "statistic", "mean", "p95", "max");
        AssertLabels("orleansdro_group_loss", "group", "even & more", "odd");
        AssertLabels("orleansdro_group_loss", "statistic", "mean", "max");
        AssertLabels("orleansdro_draws_total", "outcome", "issued", "credited");
        AssertLabels("orleansdro_importance_clipped_total", "side", "low", "high");
        AssertLabels("orleansdro_trainers", "state", "preparing", "prepared", "training", "spare", "leaving");
        AssertLabels("orleansdro_membership_changes_total", "cause", "joined", "left", "lost", "differs", "failed", "evicted", "restored", "recovered");
        AssertLabels("orleansdro_waiting", "reason", "no_trainers", "below_minimum", "data", "recovering", "losses", "storage", "device", "validation");
        AssertLabels("orleansdro_scaling", "reason", "below_minimum", "measuring", "speeds_up", "saturated", "micro_batches", "budget", "ending", "ended");
        AssertLabels("orleansdro_run_state", "state", "preparing", "training", "evaluating", "completed", "stopped", "failed");
        AssertLabels("orleansdro_step_phase_seconds_count", "phase", "draw", "load", "forward", "backward", "audit", "reduce", "report", "apply");
        AssertLabels("orleansdro_audits_total", "outcome", "agreed", "differed");
        foreach (var name in new[]
                 {
                     "orleansdro_step", "orleansdro_planned_steps", "orleansdro_steps_committed_total", "orleansdro_samples_total", "orleansdro_objective", "orleansdro_beta",
                     "orleansdro_effective_sample_size", "orleansdro_kl_divergence_nats", "orleansdro_case_loss_count", "orleansdro_generation",
                     "orleansdro_checkpoint_seconds_count", "orleansdro_checkpoint_age_seconds", "orleansdro_reduce_bytes_total", "orleansdro_trainers_wanted",
                 })
        {
            Assert.Single(samples, sample => sample.Name == name);
        }

        var all = (await Exposition.ReadAsync(server.Client, Metrics, Token)).Samples;

        // Orleans' own metrics belong to the process, not to a cluster of it: they are looked for where each silo is a process.
        Assert.Contains(all, sample => sample.Name.StartsWith("dotnet_gc_", StringComparison.Ordinal));
        Assert.Contains(all, sample => sample.Name.StartsWith("dotnet_process_", StringComparison.Ordinal));
        await run.Stop();
        var status = await server.Until(Name, status => status.State == RunState.Stopped);
        await UntilShownAsync(server.Client, exposition => exposition.Of(Name).Any(sample => sample.Name == "orleansdro_run_state" && sample.Labels["state"] == "stopped" && sample.Value == 1));
        var last = (await Exposition.ReadAsync(server.Client, Metrics, Token)).Of(Name).ToArray();
        Assert.Equal(status.StepsCommitted, last.Single(sample => sample.Name == "orleansdro_step").Value);
        Assert.Equal(status.StepsCommitted, last.Single(sample => sample.Name == "orleansdro_steps_committed_total").Value);
        Assert.Equal(0, last.Single(sample => sample.Name == "orleansdro_trainers_wanted").Value);
        Assert.DoesNotContain(last, sample => sample.Name == "orleansdro_checkpoint_age_seconds"); // nothing is lost any more
        Assert.Equal("ended", last.Single(sample => sample.Name == "orleansdro_scaling" && sample.Value == 1).Labels["reason"]);
        Assert.Equal(status.StepsCommitted * spec.BatchSize, last.Single(sample => sample.Name == "orleansdro_samples_total").Value);

        // What came of a run can be read for some minutes; a silo that lives on does not show it for ever.
        clock.Advance(LongerThanAnEndIsShown);
        await UntilShownAsync(server.Client, exposition => !exposition.Of(Name).Any(sample => sample.Name is "orleansdro_step" or "orleansdro_loss" or "orleansdro_run_state"));

        void AssertLabels(string name, string label, params string[] values) =>
            Assert.Equal(values.Order(StringComparer.Ordinal), samples.Where(sample => sample.Name == name).Select(sample => sample.Labels[label]).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task HundredThousandCasesInFiveHundredGroups_FewSeries()
    {
        await using var cluster = await EmbeddedCluster.StartAsync(
            services => services.AddSingleton(_ => LearningCatalog.CreateDefault().AddDataSet<NoOptions>("many-cases", (_, _) => new ManyCases())),
            new HttpApiOptions(),
            cancellationToken: Token);
        using var client = new HttpClient { BaseAddress = cluster.HttpAddress };
        var spec = ServerFixture.Spec("many", steps: 100_000) with { BatchSize = 64, StatisticsEvery = 1, Data = new ComponentSpec("many-cases") };
        await cluster.Grains.GetGrain<IRunGrain>("many").Start(new RunStart { Spec = spec });
        await UntilShownAsync(client, exposition => exposition.Of("many").Select(sample => sample.Labels.GetValueOrDefault("group")).OfType<string>().Distinct().Count() == 20);
        var exposition = await Exposition.ReadAsync(client, Metrics, Token);
        Assert.InRange(exposition.Of("many").Count(), 1, MostSeriesOfARun);
        Assert.DoesNotContain(exposition.Samples.SelectMany(sample => sample.Labels.Values), value => value.StartsWith("case-", StringComparison.Ordinal));
        await cluster.Grains.GetGrain<IRunGrain>("many").Stop();
    }

    private static Task<Exposition> UntilShownAsync(HttpClient client, Predicate<Exposition> isShown) => Eventually.GetAsync(
        () => Exposition.ReadAsync(client, Metrics, Token),
        isShown,
        exposition => $"only {string.Join(", ", exposition.Samples.Select(sample => sample.Name).Distinct())}",
        Limit,
        Token,
        TimeSpan.FromMilliseconds(100));
}
