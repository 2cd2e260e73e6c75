using System.CommandLine;
using System.Text.Json;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Hosting;

namespace OrleansDro.Benchmarks;

/// <summary>
/// What an audit costs: two trainers of one thread each on the hippocampus network, with an audit in each step and without audits, taking turns. The share of the time that
/// audits take at their usual distance is too small to be measured by itself.
/// </summary>
internal static class AuditCost
{
    private const int WarmUpSteps = 5;
    private const int Trainers = 2;

    public static Command CreateCommand()
    {
        var data = new Option<string?>("--data") { Description = BenchmarkSpecs.DataDescription, HelpName = "PATH" };
        var microBatches = new Option<int>("--micro-batches") { Description = "Micro-batches of a step, two or more; with two an audit costs most.", DefaultValueFactory = _ => Trainers };
        var pairs = new Option<int>("--pairs") { Description = "Turns of each.", DefaultValueFactory = _ => 5 };
        var steps = new Option<int>("--steps") { Description = "Steps counted in a turn.", DefaultValueFactory = _ => 20 };
        var json = new Option<bool>("--json") { Description = "Print one JSON object." };
        var command = new Command("audit-cost", "Audited steps against others.") { data, microBatches, pairs, steps, json };
        command.SetAction(parsed => RunAsync(
            BenchmarkSpecs.Hippocampus(parsed.GetValue(data), WarmUpSteps + parsed.GetValue(steps)) with
            {
                MicroBatches = parsed.GetValue(microBatches),
                BatchSize = 2 * parsed.GetValue(microBatches),
            },
            parsed.GetValue(pairs),
            parsed.GetValue(json)));
        return command;
    }

    private static async Task<int> RunAsync(RunSpec spec, int pairs, bool json)
    {
        var compute = spec.Compute with { Threads = 1, LoaderThreads = 1 };
        var usual = compute.AuditEvery;
        await using var cluster = await EmbeddedCluster.StartAsync(devices: [.. Enumerable.Range(0, Trainers).Select(device => $"cpu:{device}")]);
        var extra = new List<double>();
        for (var pair = 0; pair < pairs; pair++)
        {
            // Who goes first changes, so that a drift of the machine does not favor one.
            var rates = new Dictionary<int, double>();
            foreach (var every in pair % 2 == 0 ? new[] { 0, 1 } : [1, 0])
            {
                rates[every] = await MeasuredRun.StepsPerSecondAsync(
                    cluster, spec with { Name = $"audit-{pair}-{every}", Compute = compute with { AuditEvery = every } }, TrainerRange.Exactly(Trainers), WarmUpSteps);
            }

            extra.Add((rates[0] / rates[1]) - 1);
            await Console.Error.WriteLineAsync(FormattableString.Invariant($"pair {pair + 1}: without {rates[0]:0.000} steps/s, audited {rates[1]:0.000} steps/s, an audit takes {extra[^1]:0.000} steps"));
        }

        var (audit, share) = (Statistics.Median(extra), Statistics.Median(extra) / usual);
        Console.WriteLine(json
            ? JsonSerializer.Serialize(new { cores = Environment.ProcessorCount, spec.MicroBatches, pairs, medianStepsOfAnAudit = audit, auditEvery = usual, share }, JsonSerializerOptions.Web)
            : FormattableString.Invariant($"an audit takes the time of {audit:0.000} steps (median of {pairs} pairs): with one every {usual} steps {share:0.00 %} of the time"));
        return 0;
    }
}
