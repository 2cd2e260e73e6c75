using System.CommandLine;
using System.Text.Json;
using OrleansDro.Abstractions.Specs;
using OrleansDro.FaultInjection.Clusters;
using OrleansDro.Robustness.Metrics;

namespace OrleansDro.Benchmarks;

/// <summary>
/// How long a run on real processes takes to get over one fault at a time: kill -9, SIGTERM and SIGSTOP of a trainer, kill -9 of the control silo that holds the run, and how
/// soon a trainer that joins is of use. Needs redis-server.
/// </summary>
internal static class FaultSpeed
{
    private const int EndlessSteps = 10_000_000;
    private const int CheckpointEvery = 50;
    private const int WarmUpSteps = 50;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    public static Command CreateCommand()
    {
        var rounds = new Option<int>("--rounds") { Description = "How often each fault is done.", DefaultValueFactory = _ => 10 };
        var controls = new Option<int>("--controls") { Description = "Control silos, two or more.", DefaultValueFactory = _ => 2 };
        var trainers = new Option<int>("--trainers") { Description = "Trainer silos, two or more.", DefaultValueFactory = _ => 2 };
        var json = new Option<bool>("--json") { Description = "Print one JSON object." };
        var command = new Command("faults", "The time that one fault takes.") { rounds, controls, trainers, json };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            parsed.GetValue(rounds), parsed.GetValue(controls), parsed.GetValue(trainers), parsed.GetValue(json), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(int rounds, int controls, int trainers, bool json, CancellationToken cancellationToken)
    {
        await using var cluster = await ProcessCluster.StartAsync(controls, trainers, cancellationToken);
        var run = await cluster.StartRunAsync(TinyRun.Spec("faults", EndlessSteps, CheckpointEvery), TrainerRange.Any);
        await run.WaitForTrainersAsync(trainers, Limit, cancellationToken);
        await run.WaitForStepAsync(WarmUpSteps, Limit, cancellationToken);
        await using var watch = StepWatch.Start(run);
        var times = new FaultRounds(cluster, run, watch.Timeline, cancellationToken);
        for (var round = 1; round <= rounds; round++)
        {
            await times.RunAsync();
            await Console.Error.WriteLineAsync(FormattableString.Invariant($"round {round} of {rounds}: {watch.Timeline.Steps} steps"));
        }

        var result = new Dictionary<string, object>
        {
            ["cores"] = Environment.ProcessorCount,
            ["controls"] = controls,
            ["trainers"] = trainers,
            ["rounds"] = rounds,
            ["medianStepSeconds"] = watch.Timeline.MedianStep().TotalSeconds,
        };
        Add("detectionSeconds", times.Detection);
        Add("trainerKillGapSeconds", times.TrainerKillGap);
        Add("controlKillGapSeconds", times.ControlKillGap);
        Add("terminationGapSeconds", times.TerminationGap);
        Add("pauseGapSeconds", times.PauseGap);
        Add("wakeGapSeconds", times.WakeGap);
        Add("exitSeconds", times.Exit);
        Add("joinSeconds", times.Join);
        Add("joinGapSeconds", times.JoinGap);
        Console.WriteLine(json ? JsonSerializer.Serialize(result) : string.Join('\n', result.Select(value => FormattableString.Invariant($"{value.Key,26} {value.Value:0.###}"))));
        return 0;

        void Add(string name, List<double> seconds)
        {
            result[name + "P50"] = Percentile.Of(seconds.ToArray(), 50);
            result[name + "P99"] = Percentile.Of(seconds.ToArray(), 99);
        }
    }
}
