using OrleansDro.Abstractions.Results;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Grains.Checkpoints;

namespace OrleansDro.Grains.Tests.Validation;

/// <summary>Validation while a run trains.</summary>
[Collection(nameof(ClusterTests))]
public sealed class ValidationTests(ClusterFixture cluster)
{
    private static readonly ValidationSpec EveryFour = new() { Every = 4 };

    /// <summary>Validation must change no draw and no bit of the model, and its last point is the final result.</summary>
    [Fact]
    public async Task Train_WithValidation_SameModelAsWithoutAndAPointForEach()
    {
        var spec = SmallRun.Spec();
        var without = await SmallRun.Complete(cluster.Grains, new RunStart { Spec = spec, Trainers = TrainerRange.Any });
        var with = await SmallRun.Complete(cluster.Grains, new RunStart { Spec = SmallRun.Again(spec) with { Validation = EveryFour }, Trainers = TrainerRange.Any });
        Assert.Equal((without.ModelHash, without.DrawHash), (with.ModelHash, with.DrawHash));
        Assert.Empty(without.Validations);
        Assert.Equal([4, 8, 12], with.Validations.Select(point => point.Steps));
        Assert.Equal(with.Validation?.Summary, with.Validations[^1].Score.Summary);
        Assert.Equal(without.Evaluation, with.Evaluation, (one, other) => (one.Id, one.Score, one.Loss) == (other.Id, other.Score, other.Loss));
        Assert.Equal(3, with.Validations.Select(point => point.Loss?.Summary.Mean).Distinct().Count());
    }

    /// <summary>Each point is the result of a run that ends there, and the saved best state is the model of such a run.</summary>
    [Fact]
    public async Task Train_BestState_IsSavedAndIsTheStateOfItsStep()
    {
        using var folder = new TemporaryFolder();
        var spec = SmallRun.Spec(drawAhead: 0) with { Validation = EveryFour with { Best = ValidationStatistic.Mean }, Checkpoint = new CheckpointSpec { Every = 0 } };
        var result = await SmallRun.Complete(cluster.Grains, new RunStart { Spec = spec, CheckpointRoot = folder.Path, Trainers = TrainerRange.Any });
        var best = result.BestValidation!;
        Assert.Equal(result.Validations.Max(point => point.Score.Summary.Mean), best.Score.Summary.Mean);

        var saved = Assert.Single(CheckpointStore.Folders(CheckpointStore.BestRoot(folder.Path)));
        Assert.Equal(best.Steps, CheckpointStore.StepsOf(saved));
        using var other = new TemporaryFolder();
        await SmallRun.Complete(cluster.Grains, new RunStart { Spec = SmallRun.Again(spec) with { Validation = null }, CheckpointRoot = other.Path, StopAfter = (int)best.Steps });
        Assert.Equal(ModelOf(CheckpointStore.FolderOf(other.Path, best.Steps)), ModelOf(saved));
    }

    [Fact]
    public async Task Resume_BetweenValidations_SamePointsAsUninterrupted()
    {
        using var folder = new TemporaryFolder();
        var spec = SmallRun.Spec() with { Validation = EveryFour };
        var uninterrupted = await SmallRun.Complete(cluster.Grains, new RunStart { Spec = spec });
        var stopped = await SmallRun.Complete(cluster.Grains, new RunStart { Spec = SmallRun.Again(spec), CheckpointRoot = folder.Path, StopAfter = 6 });
        Assert.Equal([4], stopped.Validations.Select(point => point.Steps));
        var resumed = await SmallRun.Complete(cluster.Grains, new RunStart { Spec = SmallRun.Again(spec), CheckpointRoot = folder.Path, Resume = true });
        Assert.Equal(uninterrupted.Validations.Select(Numbers), resumed.Validations.Select(Numbers));
        Assert.Equal(stopped.Validations[0].Time, resumed.Validations[0].Time);

        static (long, Robustness.Metrics.TailSummary, Robustness.Metrics.TailSummary?) Numbers(ValidationPoint point) => (point.Steps, point.Score.Summary, point.Loss?.Summary);
    }

    /// <summary>A learning rate of zero: no validation is better than the first.</summary>
    [Fact]
    public async Task Train_NoValidationIsBetter_EndsAfterItsPatience()
    {
        var spec = SmallRun.Spec(steps: 40) with { Validation = EveryFour with { Patience = 2 }, Optimizer = new ComponentSpec("sgd", """{"learningRate": 1e-30}""") };
        var result = await SmallRun.Complete(cluster.Grains, new RunStart { Spec = spec, Trainers = TrainerRange.Any });
        Assert.Equal((12, 4), (result.StepsCommitted, result.BestValidation!.Steps));
        Assert.NotNull(result.Validation);
        var run = cluster.Grains.GetGrain<IRunGrain>(spec.Name);
        Assert.Equal(RunState.Completed, (await run.GetStatus()).State);
        Assert.Single(await run.GetEvents(), item => item.Kind == RunEventKind.EndsEarly);
    }

    private static byte[] ModelOf(string checkpoint) => File.ReadAllBytes(Path.Combine(checkpoint, CheckpointFiles.Model));
}
