// A run from C#: the shipped 3D U-Net on generated volumes, of which one in ten has a rare shape. It saves itself below 'runs'.
using OrleansDro.Abstractions.Runs;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Hosting;
using static TorchSharp.torch;

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
    StatisticsEvery = 10,
};

var progress = new Progress<RunStatus>(status => Console.WriteLine($"{status.State}: step {status.StepsCommitted} of {status.Steps}"));
var trained = await EmbeddedRun.TrainAsync(spec, progress: progress);

var validation = trained.Result.Validation!.Summary;
Console.WriteLine($"Dice of the validation cases: mean {validation.Mean:0.000}, 5th percentile {validation.P5:0.000}, worst {validation.Min:0.000}");
foreach (var hardest in trained.Result.Cases.OrderByDescending(record => record.Loss).Take(3))
{
    Console.WriteLine($"{hardest.Id} ({hardest.Group}): loss {hardest.Loss:0.000}, drawn {hardest.Visits} times");
}

using var model = trained.LoadModel();
using var volume = zeros([1, 1, 16, 16, 16]);
using var scores = model.call(volume);
Console.WriteLine($"The model is saved in {trained.ModelFile}; its scores have the shape [{string.Join(", ", scores.shape)}].");
