using System.CommandLine;
using OrleansDro.FaultInjection.Chaos;

namespace OrleansDro.Benchmarks;

/// <summary>
/// The share of its fault-free throughput that a run on real processes keeps while its trainers are killed, stopped and terminated as often as in torchft's measurement of
/// 32 replicas on 16 cores. Needs redis-server.
/// </summary>
internal static class Goodput
{
    public static Command CreateCommand()
    {
        var minutes = new Option<double>("--minutes") { Description = "Minutes under faults.", DefaultValueFactory = _ => 30 };
        var baseline = new Option<double>("--baseline-minutes") { Description = "Minutes without faults before, and again after.", DefaultValueFactory = _ => 5 };
        var every = new Option<double?>("--every") { Description = "Mean seconds between two faults. Without it: 928 for each trainer, as in that measurement." };
        var seed = new Option<long>("--seed") { Description = "Decides the faults.", DefaultValueFactory = _ => 1 };
        var controls = new Option<int>("--controls") { Description = "Control silos.", DefaultValueFactory = _ => 2 };
        var trainers = new Option<int>("--trainers") { Description = "Trainer silos, two or more.", DefaultValueFactory = _ => 4 };
        var json = new Option<bool>("--json") { Description = "Print one JSON object." };
        var command = new Command("goodput", "Throughput kept under faults of trainers.") { minutes, baseline, every, seed, controls, trainers, json };
        command.SetAction((parsed, cancellationToken) =>
        {
            var pace = parsed.GetValue(every) is { } seconds ? TimeSpan.FromSeconds(seconds) : GoodputPlan.Every(parsed.GetValue(trainers));
            return RunAsync(
                parsed.GetValue(controls),
                parsed.GetValue(trainers),
                GoodputPlan.Create(parsed.GetValue(seed), TimeSpan.FromMinutes(parsed.GetValue(minutes)), pace),
                TimeSpan.FromMinutes(parsed.GetValue(minutes)),
                TimeSpan.FromMinutes(parsed.GetValue(baseline)),
                parsed.GetValue(json),
                cancellationToken);
        });
        return command;
    }

    private static async Task<int> RunAsync(
        int controls, int trainers, IReadOnlyList<Fault> plan, TimeSpan disturbed, TimeSpan undisturbed, bool json, CancellationToken cancellationToken)
    {
        var report = await new GoodputExperiment(controls, trainers).RunAsync(
            BenchmarkSpecs.Endless(trainers),
            plan,
            disturbed,
            undisturbed,
            turn => Console.Error.WriteLine(FormattableString.Invariant($"{DateTimeOffset.UtcNow:HH:mm:ss} {turn}")),
            cancellationToken);
        Console.WriteLine(json ? report.ToString() : JsonInWords.Of(report.ToString()));
        return report is { DrawsLost: 0, DrawsDuplicated: 0 } ? 0 : 1;
    }
}
