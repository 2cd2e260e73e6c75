using System.CommandLine;
using System.Text.Json;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Hosting;

namespace OrleansDro.Benchmarks;

/// <summary>
/// Several trainers of one thread each against one, taking turns in one process, on the hippocampus network: the speed-up, and what the time of a step goes to. Beside it what the
/// machine allows: as many runs of one trainer at once, which exchange nothing.
/// </summary>
internal static class TrainerScaling
{
    private const int WarmUpSteps = 5;

    public static Command CreateCommand()
    {
        var data = new Option<string?>("--data") { Description = BenchmarkSpecs.DataDescription, HelpName = "PATH" };
        var trainers = new Option<int>("--trainers") { Description = "Trainers that are compared with one.", DefaultValueFactory = _ => 2 };
        trainers.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 2)
            {
                result.AddError("--trainers must be at least 2: they are compared with one.");
            }
        });
        var pairs = new Option<int>("--pairs") { Description = "Turns of each.", DefaultValueFactory = _ => 5 };
        var steps = new Option<int>("--steps") { Description = "Steps counted in a turn.", DefaultValueFactory = _ => 30 };
        var json = new Option<bool>("--json") { Description = "Print one JSON object." };
        var command = new Command("scaling", "Several trainers against one.") { data, trainers, pairs, steps, json };
        command.SetAction(parsed => RunAsync(
            parsed.GetValue(data), parsed.GetValue(trainers), parsed.GetValue(pairs), parsed.GetValue(steps), parsed.GetValue(json)));
        return command;
    }

    private static async Task<int> RunAsync(string? dataPath, int trainers, int pairs, int steps, bool json)
    {
        var spec = BenchmarkSpecs.Hippocampus(dataPath, WarmUpSteps + steps);
        spec = spec with
        {
            MicroBatches = trainers,
            BatchSize = Math.Max(spec.BatchSize, trainers),
            Compute = spec.Compute with { Threads = 1, LoaderThreads = 1 },
        };
        await using var cluster = await EmbeddedCluster.StartAsync(devices: [.. Enumerable.Range(0, trainers).Select(device => $"cpu:{device}")]);
        using var phases = new PhaseClock();
        var (ratios, limits, shares) = (new List<double>(), new List<double>(), new List<IReadOnlyDictionary<string, double>>());
        for (var pair = 0; pair < pairs; pair++)
        {
            // Who goes first changes, so that a drift of the machine does not favor one.
            var rates = new Dictionary<int, double>();
            foreach (var count in pair % 2 == 0 ? new[] { 1, trainers } : [trainers, 1])
            {
                rates[count] = await MeasuredRun.StepsPerSecondAsync(
                    cluster, spec with { Name = $"scaling-{pair}-{count}" }, new TrainerRange(count, count), WarmUpSteps, phases.Reset);
                if (count > 1)
                {
                    shares.Add(phases.Shares());
                }
            }

            var apart = await Task.WhenAll(Enumerable.Range(0, trainers).Select(number => MeasuredRun.StepsPerSecondAsync(
                cluster, spec with { Name = $"scaling-{pair}-apart-{number}" }, TrainerRange.One, WarmUpSteps)));
            ratios.Add(rates[trainers] / rates[1]);
            limits.Add(apart.Sum() / rates[1]);
            await Console.Error.WriteLineAsync(FormattableString.Invariant(
                $"pair {pair + 1}: 1 trainer {rates[1]:0.000} steps/s, {trainers} trainers {rates[trainers]:0.000} steps/s, ratio {ratios[^1]:0.000}; {trainers} runs apart {limits[^1]:0.000}"));
        }

        var result = new
        {
            cores = Environment.ProcessorCount,
            trainers,
            pairs,
            steps,
            medianSpeedUp = Statistics.Median(ratios),
            medianSpeedUpApart = Statistics.Median(limits),
            phaseShares = shares[0].Keys.Order().ToDictionary(phase => phase, phase => Statistics.Median(shares.Select(share => share[phase]))),
        };
        Console.WriteLine(json
            ? JsonSerializer.Serialize(result)
            : FormattableString.Invariant($"{trainers} trainers against 1, median of {pairs} pairs: {result.medianSpeedUp:0.000}; as many runs of one trainer at once: {result.medianSpeedUpApart:0.000}\n")
                + string.Join('\n', result.phaseShares.Select(phase => FormattableString.Invariant($"{phase.Key,12} {phase.Value:0.0 %}"))));
        return 0;
    }
}
