using System.CommandLine;
using System.Text.Json;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Learning.Configuration;
using OrleansDro.Learning.Optimization;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Benchmarks.Steps;

/// <summary>
/// The training step of the shipped 3D U-Net against the same network in PyTorch on the same number of threads. They are first shown to be the same: as many parameters, and from the
/// same parameters and cases the same losses for some steps. Then they take turns, the others idle. Needs a Python with PyTorch.
/// </summary>
internal static class StepSpeed
{
    private const string Ours = "OrleansDro";
    private const int ComparedSteps = 3;
    private const int WarmUpSteps = 2;
    private const double SameLoss = 5e-5;
    private const double NearLoss = 0.02; // bfloat16 has 8 bits of precision, and each library rounds in places of its own
    private static readonly JsonSerializerOptions Compact = JsonSerializerOptions.Web;

    public static Command CreateCommand()
    {
        var python = new Option<string?>("--python") { Description = "A Python with PyTorch. Default: /usr/bin/python3, else python3.", HelpName = "PATH" };
        var precision = new Option<ComputePrecision>("--precision") { Description = "What the network is computed with.", DefaultValueFactory = _ => ComputePrecision.Float32 };
        var pairs = new Option<int>("--pairs") { Description = "Turns of each.", DefaultValueFactory = _ => 5 };
        var steps = new Option<int>("--steps") { Description = "Steps counted in a turn.", DefaultValueFactory = _ => 10 };
        var json = new Option<bool>("--json") { Description = "Print a JSON object for each shape." };
        var command = new Command("step-speed", "The training step against the same network in PyTorch.") { python, precision, pairs, steps, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            try
            {
                var program = await TorchInPython.FindAsync(parsed.GetValue(python), cancellationToken);
                foreach (var shape in StepShape.All(parsed.GetValue(precision)))
                {
                    await Measure(program, shape, parsed.GetValue(pairs), parsed.GetValue(steps), parsed.GetValue(json), cancellationToken);
                }

                return 0;
            }
            catch (InvalidInputException exception)
            {
                await Console.Error.WriteLineAsync(exception.Message);
                return 2;
            }
        });
        return command;
    }

    private static async Task Measure(string python, StepShape shape, int pairs, int steps, bool json, CancellationToken cancellationToken)
    {
        // At a constant rate, so that the schedule need not be written again in Python.
        var spec = shape.Spec;
        var optimizer = (AdamWOptions)LearningCatalog.CreateDefault().CreateOptimizer(spec.Optimizer.Name, spec.Optimizer.ParseOptions()) with { Schedule = new LearningRateSchedule() };
        var takers = new List<IStepTaker>();
        var tensors = Path.GetTempFileName();
        try
        {
            var ours = await ReplicaSteps.CreateAsync(Ours, shape, optimizer);
            takers.Add(ours);
            ours.Write(tensors);
            foreach (var variant in PythonVariant.All(spec.Compute.Precision))
            {
                takers.Add(await PythonSteps.StartAsync(python, variant, shape, optimizer, tensors));
            }

            if (spec.Compute.Precision != ComputePrecision.Float32)
            {
                var exact = shape with { Spec = spec with { Compute = spec.Compute with { Precision = ComputePrecision.Float32 } } };
                takers.Add(await ReplicaSteps.CreateAsync($"{Ours}, float32", exact, optimizer));
            }

            await RequireSame(takers, spec.Compute.Precision == ComputePrecision.Float32 ? SameLoss : NearLoss);
            var turns = await TakeTurns(takers, pairs, steps, cancellationToken);
            Print(shape, takers, turns, json);
        }
        finally
        {
            foreach (var taker in takers)
            {
                await taker.DisposeAsync();
            }

            File.Delete(tensors);
        }
    }

    /// <summary>Checks that all train the same network.</summary>
    /// <exception cref="InvalidOperationException">They do not.</exception>
    private static async Task RequireSame(List<IStepTaker> takers, double tolerance)
    {
        var expected = (await takers[0].TakeStepsAsync(ComparedSteps)).Losses.SelectMany(losses => losses).ToArray();
        foreach (var taker in takers[1..])
        {
            var found = (await taker.TakeStepsAsync(ComparedSteps)).Losses.SelectMany(losses => losses).ToArray();
            if (taker.Parameters != takers[0].Parameters || found.Length != expected.Length || found.Zip(expected).Any(pair => !(Math.Abs(pair.First - pair.Second) <= tolerance)))
            {
                throw new InvalidOperationException(FormattableString.Invariant(
                    $"{taker.Name} is another network than {takers[0].Name}: {taker.Parameters} and {takers[0].Parameters} parameters, losses [{string.Join(", ", found)}] and [{string.Join(", ", expected)}]."));
            }
        }
    }

    /// <summary>The median times of each one's turns, by the order of those who take them.</summary>
    private static async Task<List<StepTime[]>> TakeTurns(List<IStepTaker> takers, int pairs, int steps, CancellationToken cancellationToken)
    {
        var turns = new List<StepTime[]>();
        for (var pair = 0; pair < pairs; pair++)
        {
            // Who goes first changes, so that a drift of the machine does not favor one.
            var times = new StepTime[takers.Count];
            for (var turn = 0; turn < takers.Count; turn++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var who = (pair + turn) % takers.Count;
                var block = await takers[who].TakeStepsAsync(WarmUpSteps + steps);
                times[who] = StepTime.MedianOf([.. block.Milliseconds.Skip(WarmUpSteps).Select(StepTime.Of)]);
            }

            turns.Add(times);
        }

        return turns;
    }

    private static void Print(StepShape shape, List<IStepTaker> takers, List<StepTime[]> turns, bool json)
    {
        var rows = takers.Select((taker, i) => new
        {
            taker.Name,
            Milliseconds = StepTime.MedianOf([.. turns.Select(times => times[i])]),
            TimesOurs = Statistics.Median(turns.Select(times => times[i].Total / times[0].Total)),
        }).ToArray();
        var version = takers.OfType<PythonSteps>().First().Version;
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(
                new { Shape = shape.Name, Cores = Environment.ProcessorCount, PyTorch = version, takers[0].Parameters, Pairs = turns.Count, Results = rows }, Compact));
            return;
        }

        Console.WriteLine(FormattableString.Invariant($"{shape.Name}: {takers[0].Parameters} parameters, PyTorch {version}, medians of {turns.Count} turns"));
        Console.WriteLine($"  {"milliseconds",-34} forward backward  update    step  step / ours");
        foreach (var row in rows)
        {
            var time = row.Milliseconds;
            Console.WriteLine(FormattableString.Invariant(
                $"  {row.Name,-34} {time.Forward,7:0.0} {time.Backward,8:0.0} {time.Update,7:0.0} {time.Total,7:0.0} {row.TimesOurs,12:0.00}"));
        }
    }
}
