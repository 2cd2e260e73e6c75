using System.Text.Json;
using OrleansDro.Abstractions.Specs;

namespace OrleansDro.FaultInjection.Clusters;

/// <summary>Runs of steps so short that what happens between processes is most of them.</summary>
internal static class TinyRun
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>The spec.</summary>
    public static RunSpec Spec(string name, int steps, int checkpointEvery = 25) => new()
    {
        Name = name,
        Seed = 5,
        Steps = steps,
        BatchSize = 4,
        MicroBatches = 4,
        Data = new ComponentSpec("phantom", """{"size": 12, "trainingCases": 40, "validationCases": 4, "augmentation": {"flipWidth": true}}"""),
        Model = new ComponentSpec("unet3d", """{"channels": [4]}"""),
        Loss = new ComponentSpec("diceCrossEntropy"),
        Optimizer = new ComponentSpec("adamw", """{"learningRate": 0.003}"""),
        Sampling = new ComponentSpec("hardness", """{"beta": 20}"""),
        Compute = new ComputeSpec { Threads = 1 },
        Checkpoint = new CheckpointSpec { Every = checkpointEvery },
        StatisticsEvery = 50,
    };

    /// <summary>Writes a spec to a file, as the command takes it.</summary>
    public static async Task WriteAsync(RunSpec spec, string path, CancellationToken cancellationToken = default) =>
        await File.WriteAllTextAsync(path, JsonSerializer.Serialize(spec, Json), cancellationToken);
}
