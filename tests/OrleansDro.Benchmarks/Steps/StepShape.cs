using System.Text.Json;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Learning.Data;

namespace OrleansDro.Benchmarks.Steps;

/// <summary>A training step that is measured.</summary>
/// <param name="Name">What the table calls it.</param>
/// <param name="Spec">Model, loss, optimizer, batch, threads and precision.</param>
/// <param name="Task">What the network is built for.</param>
internal sealed record StepShape(string Name, RunSpec Spec, TaskDescription Task)
{
    /// <summary>The shipped hippocampus run with its two threads and with one, and a larger batch of larger patches.</summary>
    public static IReadOnlyList<StepShape> All(ComputePrecision precision)
    {
        var spec = BenchmarkSpecs.ShippedHippocampus(dataPath: null);
        spec = spec with { Compute = spec.Compute with { Precision = precision } };
        var patch = spec.Data.ParseOptions().GetProperty("patch").Deserialize<int[]>()!;
        return
        [
            Of(spec, patch),
            Of(spec with { Compute = spec.Compute with { Threads = 1 } }, patch),
            Of(spec with { BatchSize = 4 }, [48, 48, 48]),
        ];
    }

    /// <summary>Channels of each level of the network.</summary>
    public int[] Channels => Spec.Model.ParseOptions().GetProperty("channels").Deserialize<int[]>()!;

    private static StepShape Of(RunSpec spec, int[] patch) => new(
        FormattableString.Invariant($"batch {spec.BatchSize}, patch {string.Join('x', patch)}, threads {spec.Compute.Threads}, {spec.Compute.Precision}"),
        spec,
        new TaskDescription(TaskKind.Segmentation, 1, ["background", "anterior", "posterior"], patch));
}
