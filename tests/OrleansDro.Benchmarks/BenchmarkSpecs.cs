using OrleansDro.Abstractions.Specs;
using OrleansDro.Grains.Coordination;

namespace OrleansDro.Benchmarks;

/// <summary>The runs that are measured.</summary>
internal static class BenchmarkSpecs
{
    /// <summary>What the option with the folder of the data says about itself.</summary>
    public const string DataDescription = "Folder of Task04_Hippocampus. Without it: generated volumes of 40x40x40.";

    private const int EndlessSteps = 10_000_000;
    private const int VolumesOfTrainer = 3;

    /// <summary>The hippocampus run as it ships.</summary>
    /// <param name="dataPath">The folder of the data, or null where they are not read.</param>
    public static RunSpec ShippedHippocampus(string? dataPath) => RunSpecFile.Read(Path.Combine(AppContext.BaseDirectory, "specs", "hippocampus.json"), dataPath);

    /// <summary>The shipped hippocampus run without checkpoints.</summary>
    /// <param name="dataPath">The folder of the data, or null for generated volumes.</param>
    /// <param name="steps">Its steps.</param>
    public static RunSpec Hippocampus(string? dataPath, int steps)
    {
        var spec = ShippedHippocampus(dataPath) with
        {
            Steps = steps,
            Checkpoint = new CheckpointSpec { Every = 0 },
        };
        return dataPath is not null
            ? spec
            : spec with { Data = new ComponentSpec("phantom", """{"size": 40, "trainingCases": 40, "validationCases": 1, "augmentation": {"rotationDegrees": 15}}""") };
    }

    /// <summary>
    /// The shipped hippocampus run on generated volumes, with checkpoints and without an end: each trainer has one thread and three volumes in a step, so that the others can
    /// share what a lost one leaves.
    /// </summary>
    public static RunSpec Endless(int trainers)
    {
        var spec = Hippocampus(null, EndlessSteps);
        return spec with
        {
            BatchSize = VolumesOfTrainer * trainers,
            MicroBatches = VolumesOfTrainer * trainers,
            Compute = spec.Compute with { Threads = 1, LoaderThreads = 1 },
            Checkpoint = new CheckpointSpec(),
        };
    }

    /// <summary>A run of which only draws, losses and gradients are real: nothing is loaded and no network computes.</summary>
    public static RunSpec WithoutModel(int batchSize, string samplingOptions) => new()
    {
        Seed = 1,
        Steps = int.MaxValue,
        StatisticsEvery = int.MaxValue,
        BatchSize = batchSize,
        Data = new ComponentSpec("none"),
        Model = new ComponentSpec("none"),
        Loss = new ComponentSpec("none"),
        Optimizer = new ComponentSpec("none"),
        Sampling = new ComponentSpec("hardness", samplingOptions),
    };
}
