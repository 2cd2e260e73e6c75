using OrleansDro.Abstractions.Runs;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Learning.Checkpoints;
using OrleansDro.Learning.Configuration;
using OrleansDro.Robustness.Errors;
using TorchSharp;

namespace OrleansDro.Hosting.Tests;

/// <summary>A run from C#, from its spec to its model.</summary>
public sealed class EmbeddedRunTests : IDisposable
{
    private const int Steps = 30;

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static RunSpec Spec => new()
    {
        Name = "embedded",
        Seed = 7,
        Steps = Steps,
        BatchSize = 2,
        MicroBatches = 2,
        Data = new ComponentSpec("phantom", """{"size": 12, "trainingCases": 10, "validationCases": 4}"""),
        Model = new ComponentSpec("unet3d", """{"channels": [4, 8]}"""),
        Loss = new ComponentSpec("diceCrossEntropy"),
        Optimizer = new ComponentSpec("sgd", """{"learningRate": 0.05}"""),
        Sampling = new ComponentSpec("hardness", """{"beta": 4}"""),
        Compute = new ComputeSpec { Threads = 1 },
        Checkpoint = new CheckpointSpec { Every = 10 },
    };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task TrainAsync_StoppedAndResumed_ModelOfTheUninterruptedRun()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var spec = Spec with { Steps = 120 };
        var options = new EmbeddedRunOptions { Folder = _folder.File("stopped") };
        await Assert.ThrowsAsync<OperationCanceledException>(() => EmbeddedRun.TrainAsync(spec, options, new StopAfter(5, stop), stop.Token));

        var resumed = await EmbeddedRun.TrainAsync(spec, options with { Resume = true, Trainers = 2 }, cancellationToken: Token);
        var whole = await EmbeddedRun.TrainAsync(spec, options with { Folder = _folder.File("whole") }, cancellationToken: Token);
        Assert.Equal(whole.Result.ModelHash, resumed.Result.ModelHash);
    }

    [Fact]
    public async Task LoadModel_AfterTraining_ScoresEachClassWithTheTrainedParameters()
    {
        var trained = await EmbeddedRun.TrainAsync(Spec, new EmbeddedRunOptions { Folder = _folder.File("out") }, cancellationToken: Token);
        using var model = trained.LoadModel();
        using var scores = model.call(torch.zeros([1, 1, 12, 12, 12]));
        Assert.Equal([1, 2, 12, 12, 12], scores.shape);
        var stored = Safetensors.Read(await File.ReadAllBytesAsync(trained.ModelFile, Token));
        Assert.All(model.named_parameters(), entry => Assert.Equal(stored[entry.name].ToArray<float>(), entry.parameter.detach().data<float>().ToArray()));

        using var other = LearningCatalog.CreateDefault().CreateModel(
            "unet3d", new ComponentSpec("unet3d", """{"channels": [4, 6]}""").ParseOptions(), LearningCatalog.CreateDefault().CreateDataSet("phantom", Spec.Data.ParseOptions(), 7).Task);
        var refusal = Assert.Throws<InvalidInputException>(() => ModelWeights.Load(other, trained.ModelFile));
        Assert.Contains(trained.ModelFile, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TrainAsync_FolderHasARun_IsRefused()
    {
        var options = new EmbeddedRunOptions { Folder = _folder.File("out") };
        await EmbeddedRun.TrainAsync(Spec with { Steps = 2 }, options, cancellationToken: Token);
        await Assert.ThrowsAsync<InvalidInputException>(() => EmbeddedRun.TrainAsync(Spec with { Steps = 2 }, options, cancellationToken: Token));
    }

    private sealed class StopAfter(int steps, CancellationTokenSource stop) : IProgress<RunStatus>
    {
        public void Report(RunStatus value)
        {
            if (value.StepsCommitted >= steps)
            {
                stop.Cancel();
            }
        }
    }
}
