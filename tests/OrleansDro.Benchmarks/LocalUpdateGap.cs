using System.CommandLine;
using System.Text.Json;
using OrleansDro.Abstractions.Runs;
using OrleansDro.FaultInjection.Clusters;
using OrleansDro.Grains;
using OrleansDro.Grains.Runs;
using OrleansDro.Hosting.Cluster;

namespace OrleansDro.Benchmarks;

/// <summary>
/// What local updates save and what they cost: a shipped run with two trainers in two processes, first with gradients exchanged at every step, then with local updates of several
/// lengths on the same number of draws; the bytes that one of the trainers exchanged, and the scores of the models. Needs redis-server.
/// </summary>
internal static class LocalUpdateGap
{
    private const int Trainers = 2;
    private static readonly TimeSpan Limit = TimeSpan.FromHours(1);

    public static Command CreateCommand()
    {
        var name = new Option<string>("--spec") { Description = "The shipped spec.", DefaultValueFactory = _ => "phantom" };
        var data = new Option<string?>("--data") { Description = "Folder of the spec's data.", HelpName = "PATH" };
        var innerSteps = new Option<int[]>("--inner-steps") { Description = "Lengths.", DefaultValueFactory = _ => [1, 10, 50], AllowMultipleArgumentsPerToken = true };
        var steps = new Option<int?>("--steps") { Description = "Steps of the optimiser, a multiple of each length; else those of the spec." };
        var json = new Option<bool>("--json") { Description = "Print a JSON object for each run." };
        var command = new Command("local-updates", "Local updates against an exchange at every step.") { name, data, innerSteps, steps, json };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            RunSpecFile.Read(Path.Combine(AppContext.BaseDirectory, "specs", $"{parsed.GetValue(name)}.json"), parsed.GetValue(data)),
            parsed.GetValue(innerSteps)!,
            parsed.GetValue(steps),
            parsed.GetValue(json),
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(RunSpec spec, int[] lengths, int? steps, bool json, CancellationToken cancellationToken)
    {
        spec = spec with
        {
            Steps = steps ?? spec.Steps,
            MicroBatches = Trainers,
            Checkpoint = new CheckpointSpec { Every = 0 },
            Compute = spec.Compute with { Threads = 1, LoaderThreads = 1 },
        };
        await using var cluster = await ProcessCluster.StartAsync(controls: 1, trainers: Trainers - 1, cancellationToken);
        using var bytes = new ByteCount();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var ready = new TaskCompletionSource();
        var options = new ClusterSiloOptions { Cluster = cluster.Address, Node = new NodeOptions { Roles = NodeRoles.Trainer, Devices = ["cpu:0"] } };
        var running = ClusterSilo.RunAsync(options, _ => ready.TrySetResult(), stop.Token);
        try
        {
            await await Task.WhenAny(ready.Task, running);
            foreach (var length in lengths.Prepend(0))
            {
                bytes.Reset();
                var run = await cluster.StartRunAsync(Variant(spec, length), TrainerRange.Exactly(Trainers));
                await run.EndAsync(RunState.Completed, Limit, cancellationToken);
                var result = await cluster.Grains.GetGrain<IRunGrain>(NameOf(length)).GetResult();
                Print(spec, length, (double)bytes.Count / spec.Steps, result!, json);
            }
        }
        finally
        {
            await stop.CancelAsync();
            await running;
        }

        return 0;
    }

    private static string NameOf(int length) => $"inner-{length}";

    private static RunSpec Variant(RunSpec spec, int length) => length == 0
        ? spec with { Name = NameOf(length) }
        : spec with
        {
            Name = NameOf(length),
            Steps = spec.Steps / length,
            BatchSize = spec.BatchSize * length,
            StatisticsEvery = Math.Max(1, spec.StatisticsEvery / length),
            LocalUpdates = new LocalUpdateSpec { InnerSteps = length },
        };

    private static void Print(RunSpec spec, int length, double bytesOfStep, RunResult result, bool json)
    {
        var values = new
        {
            spec = spec.Name,
            innerSteps = length,
            steps = spec.Steps,
            bytesOfStep,
            validationMean = result.Validation?.Summary.Mean,
            validationP5 = result.Validation?.Summary.P5,
            validationWorst = result.Validation is null ? (double?)null : result.Evaluation.Min(evaluation => evaluation.Score),
            trainingCvar95 = result.TrainHardness?.Summary.Cvar95,
        };
        Console.WriteLine(json
            ? JsonSerializer.Serialize(values)
            : FormattableString.Invariant($"{(length == 0 ? "every step" : $"{length} inner steps"),14}: {values.bytesOfStep:0} bytes a step; validation mean {values.validationMean:0.000}, 5th percentile {values.validationP5:0.000}, worst {values.validationWorst:0.000}; training loss CVaR95 {values.trainingCvar95:0.000}"));
    }
}
