// A run from C#: a cluster inside this process, the shipped 3D U-Net, generated volumes of which one in ten has a rare shape.
using OrleansDro.Abstractions.Runs;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Hosting;

var spec = new RunSpec
{
    Name = "embedded",
    Seed = 1,
    Steps = 40,
    BatchSize = 4,
    MicroBatches = 2,
    Data = new ComponentSpec("phantom", """{"size": 16, "trainingCases": 60, "validationCases": 10}"""),
    Model = new ComponentSpec("unet3d", """{"channels": [8, 16]}"""),
    Loss = new ComponentSpec("diceCrossEntropy"),
    Optimizer = new ComponentSpec("adamw", """{"learningRate": 0.003}"""),
    Sampling = new ComponentSpec("hardness", """{"beta": 4}"""),
    Checkpoint = new CheckpointSpec { Every = 0 },
    StatisticsEvery = 10,
};

await using var cluster = await EmbeddedCluster.StartAsync();
var run = cluster.Grains.GetGrain<IRunGrain>(spec.Name);
await run.Start(new RunStart { Spec = spec });

RunStatus status;
var shown = -1L;
do
{
    await Task.Delay(200);
    status = await run.GetStatus();
    if (status.Statistics is { } statistics && statistics.Step > shown)
    {
        shown = statistics.Step;
        Console.WriteLine($"step {shown}: mean loss {statistics.Losses.Mean:0.000}, CVaR95 {statistics.Losses.Cvar95:0.000}");
    }
}
while (status.State is not (RunState.Completed or RunState.Stopped or RunState.Failed));

if (status.Failure is { } failure)
{
    Console.Error.WriteLine(failure.Message);
    return 1;
}

var result = (await run.GetResult())!;
Console.WriteLine($"Dice of the validation cases: mean {result.Validation!.Summary.Mean:0.000}, 5th percentile {result.Validation.Summary.P5:0.000}");
foreach (var hardest in (await run.GetHardest()).Cases.Take(3))
{
    var view = await run.GetCase(hardest.Id);
    Console.WriteLine($"{view.Id} ({view.Group}): loss {view.Loss:0.000}, drawn {view.Visits} times, forgotten {view.TimesForgotten} times");
}

return 0;
