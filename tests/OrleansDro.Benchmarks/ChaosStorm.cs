using System.CommandLine;
using OrleansDro.FaultInjection.Chaos;

namespace OrleansDro.Benchmarks;

/// <summary>
/// A run on a cluster of real processes under kill -9, SIGTERM, stalls and joins by a seeded plan, against the same steps undisturbed: what the faults cost, and that they
/// cost nothing but time. Needs redis-server.
/// </summary>
internal static class ChaosStorm
{
    public static Command CreateCommand()
    {
        var faults = new Option<int>("--faults") { Description = "Number of faults.", DefaultValueFactory = _ => 200 };
        var seed = new Option<long>("--seed") { Description = "Decides the faults.", DefaultValueFactory = _ => 1 };
        var every = new Option<double>("--every") { Description = "Mean seconds between two faults.", DefaultValueFactory = _ => 3 };
        var controls = new Option<int>("--controls") { Description = "Control silos, two or more.", DefaultValueFactory = _ => 2 };
        var trainers = new Option<int>("--trainers") { Description = "Trainer silos.", DefaultValueFactory = _ => 2 };
        var json = new Option<bool>("--json") { Description = "Print one JSON object." };
        var command = new Command("chaos", "Faults by plan on a run of real processes.") { faults, seed, every, controls, trainers, json };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            new ChaosExperiment(parsed.GetValue(controls), parsed.GetValue(trainers)),
            parsed.GetValue(seed),
            parsed.GetValue(faults),
            TimeSpan.FromSeconds(parsed.GetValue(every)),
            parsed.GetValue(json),
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(ChaosExperiment experiment, long seed, int faults, TimeSpan every, bool json, CancellationToken cancellationToken)
    {
        var count = 0;
        var report = await experiment.RunAsync(
            seed,
            faults,
            every,
            record => Console.Error.WriteLine(FormattableString.Invariant($"{record.At:HH:mm:ss.fff} {++count,4} {record}")),
            stall => Console.Error.WriteLine(FormattableString.Invariant($"{DateTimeOffset.UtcNow:HH:mm:ss.fff} no step for long\n{stall}")),
            cancellationToken);
        Console.WriteLine(json ? report.ToString() : JsonInWords.Of(report.ToString()));
        return report.IsSame ? 0 : 1;
    }
}
