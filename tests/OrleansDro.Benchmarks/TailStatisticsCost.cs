using System.CommandLine;
using System.Text.Json;
using OrleansDro.Grains.Protocol.Sampling;
using OrleansDro.Grains.Sampling.Steps;
using OrleansDro.Robustness.History;
using OrleansDro.Robustness.Metrics;

namespace OrleansDro.Benchmarks;

/// <summary>What the statistics over all cases take: a record of a run's loss statistics, and the bootstrap of its tail that is made when somebody asks. Medians.</summary>
internal static class TailStatisticsCost
{
    private const double Beta = 2;
    private const int SeenOf = 1000;

    public static Command CreateCommand()
    {
        var cases = new Option<int[]>("--cases") { Description = "Numbers of cases.", DefaultValueFactory = _ => [1_000, 10_000, 100_000, 1_000_000], AllowMultipleArgumentsPerToken = true };
        var rounds = new Option<int>("--rounds") { Description = "Records measured.", DefaultValueFactory = _ => 9 };
        var json = new Option<bool>("--json") { Description = "Print one JSON object a line." };
        var command = new Command("tail-statistics", "The statistics over all cases, and the bootstrap of the tail.") { cases, rounds, json };
        command.SetAction(parsed =>
        {
            foreach (var count in parsed.GetValue(cases)!)
            {
                Measure(count, parsed.GetValue(rounds), parsed.GetValue(json));
            }
        });
        return command;
    }

    private static void Measure(int cases, int rounds, bool json)
    {
        var records = new CaseRecord[cases];
        for (var i = 0; i < cases; i++)
        {
            records[i] = i % SeenOf == 0 ? CaseRecord.Unseen : new CaseRecord((float)Random.Shared.NextDouble(), Random.Shared.Next(1000), 1, CaseStatus.Seen);
        }

        var losses = records.Where(record => record.Status == CaseStatus.Seen).Select(record => record.Loss).ToArray();
        var (record, bootstrap) = (new double[rounds], new double[rounds]);
        for (var round = -1; round < rounds; round++)
        {
            var milliseconds = Milliseconds(() => LossStatisticsCalculator.Compute(1000, 0, StatisticsWindow.Empty, records, Beta));
            var millisecondsOfBootstrap = Milliseconds(() => new TailBootstrap(losses, [0.1, 0.05], 1).ConditionalValueAtRisk(0.05));
            if (round >= 0)
            {
                (record[round], bootstrap[round]) = (milliseconds, millisecondsOfBootstrap);
            }
        }

        var result = new { cases, rounds, recordMilliseconds = Statistics.Median(record), bootstrapMilliseconds = Statistics.Median(bootstrap) };
        Console.WriteLine(json
            ? JsonSerializer.Serialize(result)
            : FormattableString.Invariant($"{cases} cases: record {result.recordMilliseconds:0.00} ms, bootstrap {result.bootstrapMilliseconds:0.0} ms"));
    }

    private static double Milliseconds(Action action)
    {
        var began = TimeProvider.System.GetTimestamp();
        action();
        return TimeProvider.System.GetElapsedTime(began).TotalMilliseconds;
    }
}
