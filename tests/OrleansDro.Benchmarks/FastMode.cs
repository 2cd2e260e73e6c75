using System.CommandLine;
using System.Text.Json;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Hosting;

namespace OrleansDro.Benchmarks;

/// <summary>What it costs that the result does not depend on who trained: one trainer that computes its micro-batches one by one, and one that fuses them, taking turns.</summary>
internal static class FastMode
{
    private const int WarmUpSteps = 5;

    public static Command CreateCommand()
    {
        var data = new Option<string?>("--data") { Description = BenchmarkSpecs.DataDescription, HelpName = "PATH" };
        var microBatches = new Option<int>("--micro-batches") { Description = "Micro-batches, all of one trainer.", DefaultValueFactory = _ => 4 };
        var batchSize = new Option<int>("--batch-size") { Description = "Cases of a step.", DefaultValueFactory = _ => 4 };
        var pairs = new Option<int>("--pairs") { Description = "Turns of each.", DefaultValueFactory = _ => 5 };
        var steps = new Option<int>("--steps") { Description = "Steps counted in a turn.", DefaultValueFactory = _ => 20 };
        var json = new Option<bool>("--json") { Description = "Print one JSON object." };
        var command = new Command("fast-mode", "The fast mode against the exact one.") { data, microBatches, batchSize, pairs, steps, json };
        command.SetAction(parsed => RunAsync(
            BenchmarkSpecs.Hippocampus(parsed.GetValue(data), WarmUpSteps + parsed.GetValue(steps)) with
            {
                MicroBatches = parsed.GetValue(microBatches),
                BatchSize = parsed.GetValue(batchSize),
            },
            parsed.GetValue(pairs),
            parsed.GetValue(json)));
        return command;
    }

    private static async Task<int> RunAsync(RunSpec spec, int pairs, bool json)
    {
        await using var cluster = await EmbeddedCluster.StartAsync();
        var ratios = new List<double>();
        for (var pair = 0; pair < pairs; pair++)
        {
            // Who goes first changes, so that a drift of the machine does not favor one.
            var rates = new Dictionary<ComputeMode, double>();
            foreach (var mode in pair % 2 == 0 ? new[] { ComputeMode.Exact, ComputeMode.Fast } : [ComputeMode.Fast, ComputeMode.Exact])
            {
                rates[mode] = await MeasuredRun.StepsPerSecondAsync(
                    cluster, spec with { Name = $"{mode}-{pair}", Compute = spec.Compute with { Mode = mode } }, TrainerRange.One, WarmUpSteps);
            }

            ratios.Add(rates[ComputeMode.Fast] / rates[ComputeMode.Exact]);
            await Console.Error.WriteLineAsync(FormattableString.Invariant(
                $"pair {pair + 1}: exact {rates[ComputeMode.Exact]:0.000} steps/s, fast {rates[ComputeMode.Fast]:0.000} steps/s, ratio {ratios[^1]:0.000}"));
        }

        var ratio = Statistics.Median(ratios);
        Console.WriteLine(json
            ? JsonSerializer.Serialize(new { cores = Environment.ProcessorCount, spec.MicroBatches, spec.BatchSize, pairs, medianRatio = ratio }, JsonSerializerOptions.Web)
            : FormattableString.Invariant($"fast over exact, {spec.MicroBatches} micro-batches, median of {pairs} pairs: {ratio:0.000}"));
        return 0;
    }
}
