using System.CommandLine;
using System.Text.Json;
using OrleansDro.Abstractions.Results;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Abstractions.Specs;
using OrleansDro.FaultInjection.Clusters;
using OrleansDro.Grains;
using OrleansDro.Grains.Coordination;
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
        var steps = new Option<int?>("--steps") { Description = "Steps of the optimizer, a multiple of each length; else those of the spec." };
        var rate = new Option<double>("--outer-learning-rate") { Description = "Learning rate of the outer step.", DefaultValueFactory = _ => 0.7 };
        var momentum = new Option<double>("--outer-momentum") { Description = "Nesterov momentum of the outer step.", DefaultValueFactory = _ => 0.9 };
        var json = new Option<bool>("--json") { Description = "Print a JSON object for each run." };
        var command = new Command("local-updates", "Local updates against an exchange at every step.") { name, data, innerSteps, steps, rate, momentum, json };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            RunSpecFile.Read(Path.Combine(AppContext.BaseDirectory, "specs", $"{parsed.GetValue(name)}.json"), parsed.GetValue(data)),
            [.. parsed.GetValue(innerSteps)!.Select(length => new LocalUpdateSpec
            {
                InnerSteps = length,
                OuterLearningRate = parsed.GetValue(rate),
                OuterMomentum = parsed.GetValue(momentum),
            })],
            parsed.GetValue(steps),
            parsed.GetValue(json),
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(RunSpec spec, LocalUpdateSpec[] variants, int? steps, bool json, CancellationToken cancellationToken)
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
        var options = new ClusterSiloOptions { Cluster = cluster.Address, Node = new NodeOptions { Roles = NodeRoles.Trainer, Devices = ["cpu:0"], DataRoot = ProcessCluster.DataRoot } };
        var running = ClusterSilo.RunAsync(options, _ => ready.TrySetResult(), stop.Token);
        try
        {
            await await Task.WhenAny(ready.Task, running);
            foreach (var variant in variants.Select(local => WithLocalUpdates(spec, local)).Prepend(spec))
            {
                bytes.Reset();
                var run = await cluster.StartRunAsync(variant, TrainerRange.Exactly(Trainers));
                await run.EndAsync(RunState.Completed, Limit, cancellationToken);
                var result = await cluster.Grains.GetGrain<IRunGrain>(variant.Name).GetResult();
                Print(spec, variant.LocalUpdates?.InnerSteps ?? 0, (double)bytes.Count / spec.Steps, result!, json);
            }
        }
        finally
        {
            await stop.CancelAsync();
            await running;
        }

        return 0;
    }

    private static RunSpec WithLocalUpdates(RunSpec spec, LocalUpdateSpec local) => spec with
    {
        Name = $"{spec.Name}-{local.InnerSteps}",
        Steps = spec.Steps / local.InnerSteps,
        BatchSize = spec.BatchSize * local.InnerSteps,
        StatisticsEvery = Math.Max(1, spec.StatisticsEvery / local.InnerSteps),
        LocalUpdates = local,
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
