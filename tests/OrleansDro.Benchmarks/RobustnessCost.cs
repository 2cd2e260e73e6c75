using System.CommandLine;
using System.Text.Json;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Hosting;

namespace OrleansDro.Benchmarks;

/// <summary>
/// What robustness costs: a plain TorchSharp loop with uniform sampling against the run of grains with hardness weighted sampling, on the same model,
/// batch and data, taking turns in one process. Throughput is counted after the first steps of each turn.
/// </summary>
internal static class RobustnessCost
{
    private const int WarmUpSteps = 5;

    public static Command CreateCommand()
    {
        var data = new Option<string?>("--data") { Description = BenchmarkSpecs.DataDescription, HelpName = "PATH" };
        var pairs = new Option<int>("--pairs") { Description = "Turns of each.", DefaultValueFactory = _ => 5 };
        var steps = new Option<int>("--steps") { Description = "Steps counted in a turn.", DefaultValueFactory = _ => 40 };
        var json = new Option<bool>("--json") { Description = "Print one JSON object." };
        var command = new Command("robustness-cost", "Plain TorchSharp ERM loop against the grain-based DRO run.") { data, pairs, steps, json };
        command.SetAction(parsed => RunAsync(parsed.GetValue(data), parsed.GetValue(pairs), parsed.GetValue(steps), parsed.GetValue(json)));
        return command;
    }

    private static async Task<int> RunAsync(string? dataPath, int pairs, int steps, bool json)
    {
        var spec = BenchmarkSpecs.Hippocampus(dataPath, WarmUpSteps + steps);
        await using var cluster = await EmbeddedCluster.StartAsync();
        using var plain = new PlainLoop(spec);
        var (plainRates, robustRates) = (new List<double>(), new List<double>());
        for (var pair = 0; pair < pairs; pair++)
        {
            // Who goes first changes, so that a drift of the machine does not favor one.
            if (pair % 2 == 0)
            {
                plainRates.Add(plain.StepsPerSecond(WarmUpSteps, steps));
            }

            robustRates.Add(await MeasuredRun.StepsPerSecondAsync(cluster, spec with { Name = $"cost-{pair}" }, TrainerRange.Any, WarmUpSteps));
            if (pair % 2 == 1)
            {
                plainRates.Add(plain.StepsPerSecond(WarmUpSteps, steps));
            }

            await Console.Error.WriteLineAsync(FormattableString.Invariant(
                $"pair {pair + 1}: plain ERM {plainRates[^1]:0.000} steps/s, DRO {robustRates[^1]:0.000} steps/s, ratio {robustRates[^1] / plainRates[^1]:0.000}"));
        }

        var ratio = Statistics.Median(plainRates.Zip(robustRates, (plainRate, robustRate) => robustRate / plainRate));
        Console.WriteLine(json
            ? JsonSerializer.Serialize(new { pairs, steps, plainStepsPerSecond = Statistics.Median(plainRates), robustStepsPerSecond = Statistics.Median(robustRates), medianRatio = ratio })
            : FormattableString.Invariant($"DRO over plain ERM, median of {pairs} pairs: {ratio:0.000}"));
        return 0;
    }
}
