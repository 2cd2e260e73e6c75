using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Learning.Configuration;
using OrleansDro.Learning.Data;
using OrleansDro.Learning.Models;

namespace OrleansDro.Benchmarks.Steps;

/// <summary>
/// What padded channels cost, which processors that hide their caches need: the step of the shipped hippocampus network with its head padded against the same step without, and the
/// step of the shipped phantom network (8, 16 and 32 channels) padded against that of a network of 16, 16 and 32 channels. They take turns in one process.
/// </summary>
internal static class PaddingCost
{
    private const int WarmUpSteps = 3;

    public static Command CreateCommand()
    {
        var pairs = new Option<int>("--pairs") { Description = "Turns of each.", DefaultValueFactory = _ => 7 };
        var steps = new Option<int>("--steps") { Description = "Steps counted in a turn.", DefaultValueFactory = _ => 20 };
        var command = new Command("padding-cost", "The training step with padded channels against the step without.") { pairs, steps };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var hippocampus = StepShape.All(ComputePrecision.Float32)[0];
            await Compare("hippocampus, padded head", hippocampus, hippocampus, parsed.GetValue(pairs), parsed.GetValue(steps), cancellationToken);
            var phantom = Phantom([8, 16, 32]);
            await Compare("phantom 8/16/32, padded, against 16/16/32", Phantom([16, 16, 32]), phantom, parsed.GetValue(pairs), parsed.GetValue(steps), cancellationToken);
            await Compare("phantom 8/16/32, padded, against not padded", phantom, phantom, parsed.GetValue(pairs), parsed.GetValue(steps), cancellationToken);
        });
        return command;
    }

    private static async Task Compare(string name, StepShape plain, StepShape padded, int pairs, int steps, CancellationToken cancellationToken)
    {
        await using var without = await ReplicaSteps.CreateAsync("without", plain, Optimizer(plain), Catalog(new ChannelPadding(1)));
        await using var with = await ReplicaSteps.CreateAsync("with", padded, Optimizer(padded), Catalog(new ChannelPadding(ChannelPadding.VectorWidth)));
        var times = new Dictionary<ReplicaSteps, List<double>> { [without] = [], [with] = [] };
        for (var pair = 0; pair < pairs; pair++)
        {
            // Who goes first changes, so that a drift of the machine does not favor one.
            foreach (var taker in pair % 2 == 0 ? new[] { without, with } : [with, without])
            {
                _ = await taker.TakeStepsAsync(WarmUpSteps);
                var block = await taker.TakeStepsAsync(steps);
                times[taker].Add(Statistics.Median(block.Milliseconds.Select(parts => parts.Sum())));
                cancellationToken.ThrowIfCancellationRequested();
            }
        }

        var (reference, measured) = (Statistics.Median(times[without]), Statistics.Median(times[with]));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{name}: {measured:0.0} ms against {reference:0.0} ms, ratio of medians {measured / reference:0.000} ({pairs} turns of {steps} steps)"));
    }

    private static StepShape Phantom(int[] channels)
    {
        var spec = BenchmarkSpecs.ShippedHippocampus(dataPath: null) with
        {
            BatchSize = 4,
            Model = new ComponentSpec("unet3d", JsonSerializer.Serialize(new { channels })),
        };
        return new StepShape($"phantom {string.Join('/', channels)}", spec, new TaskDescription(TaskKind.Segmentation, 1, ["background", "dark", "bright"], [16, 16, 16]));
    }

    private static Learning.Optimization.OptimizerOptions Optimizer(StepShape shape) =>
        LearningCatalog.CreateDefault().CreateOptimizer(shape.Spec.Optimizer.Name, shape.Spec.Optimizer.ParseOptions());

    private static LearningCatalog Catalog(ChannelPadding padding) => new LearningCatalog()
        .AddModel<UNet3dOptions>("unet3d", (options, task) => new UNet3d(options, task, padding))
        .AddLoss<NoOptions>("diceCrossEntropy", (_, _) => new Learning.Losses.DiceCrossEntropyLoss());
}
