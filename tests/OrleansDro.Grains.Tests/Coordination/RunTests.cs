using OrleansDro.Abstractions.Runs;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Grains.Protocol.Cases;

namespace OrleansDro.Grains.Tests.Coordination;

[Collection(nameof(ClusterTests))]
public sealed class RunTests(ClusterFixture cluster)
{
    [Theory]
    [InlineData("hardness")]
    [InlineData("uniform")]
    public async Task Complete_SmallRun_EveryDrawIsCreditedOnce(string sampling)
    {
        var spec = SmallRun.Spec(sampling);
        var result = await SmallRun.Complete(cluster.Grains, new RunStart { Spec = spec });
        Assert.Equal(spec.Steps, result.StepsCommitted);
        Assert.Equal(spec.Steps * spec.BatchSize, result.DrawsIssued);
        Assert.Equal(result.DrawsIssued, result.DrawsCredited);
        Assert.Equal(result.DrawsCredited, result.Cases.Sum(entry => entry.Visits));
        Assert.Equal(20, result.Cases.Count);
        Assert.Equal(1, result.Cases.Sum(entry => entry.Probability), 9);
        Assert.Equal([2, 5, 8, 11], result.Statistics.Select(statistics => statistics.Step));
        Assert.Equal(Enumerable.Range(0, 6), result.Evaluation.Select(evaluation => evaluation.Index));
        Assert.Equal(result.Evaluation.Average(evaluation => evaluation.Score), result.Validation!.Summary.Mean, 12);
        Assert.Equal(6, result.Previews.Count);

        // A preview is predicted by another call, from the same parameters.
        Assert.All(result.Previews, preview => Assert.Equal(Assert.Single(result.Evaluation, evaluation => evaluation.Id == preview.Id).Score, preview.Score, 1e-6));
    }

    [Fact]
    public async Task Complete_SmallRun_CaseGrainsKnowTheHistory()
    {
        var spec = SmallRun.Spec();
        var result = await SmallRun.Complete(cluster.Grains, new RunStart { Spec = spec });
        foreach (var entry in result.Cases.Where(entry => entry.Visits > 0))
        {
            var state = (await cluster.Grains.GetGrain<ICaseGrain>(entry.Index, spec.Name).GetMemory()).Trace!;
            Assert.Equal(entry.Loss, state.Record.Loss);
            Assert.Equal(entry.Visits, state.Record.Visits);
            Assert.Equal(entry.LastStep, state.RecentLosses[^1].Step);
            Assert.Equal(entry.Loss, state.RecentLosses[^1].Loss);
        }
    }

    /// <summary>The promise of the design: who computes has no part in the result.</summary>
    [Theory]
    [InlineData(0, """{"beta": 20}""")]
    [InlineData(1, """{"beta": 20}""")]
    [InlineData(1, """{"beta": 20, "replacement": false, "mixingFloor": 0.1, "momentum": 0.5, "start": "constant"}""")]
    [InlineData(1, """{"beta": 20, "importanceWeighting": {"enabled": true, "selfNormalize": true}}""")]
    public async Task Complete_OneTwoOrFiveTrainers_SameBits(int drawAhead, string options)
    {
        var spec = SmallRun.Spec(drawAhead: drawAhead, options: options);
        var alone = await SmallRun.Complete(cluster.Grains, new RunStart { Spec = spec });
        foreach (var trainers in new[] { 2, 3, 5 })
        {
            var together = await SmallRun.Complete(cluster.Grains, new RunStart { Spec = SmallRun.Again(spec), Trainers = TrainerRange.Exactly(trainers) });
            Assert.Equal(alone.DrawHash, together.DrawHash);
            Assert.Equal(alone.ModelHash, together.ModelHash);
            Assert.Equal(alone.Cases, together.Cases);
            Assert.Equal(alone.Evaluation.Select(evaluation => evaluation.Score), together.Evaluation.Select(evaluation => evaluation.Score));
        }
    }

    [Theory]
    [InlineData(4)]
    [InlineData(3)]
    public async Task Complete_GradientsOfSixteenBits_SameBitsWhoeverTrains(int microBatches)
    {
        var exact = SmallRun.Spec(microBatches: microBatches) with { BatchSize = 12 };
        var spec = SmallRun.Again(exact) with { Exchange = new ExchangeSpec { Format = GradientFormat.Bfloat16 } };
        var alone = await SmallRun.Complete(cluster.Grains, new RunStart { Spec = spec });
        Assert.NotEqual((await SmallRun.Complete(cluster.Grains, new RunStart { Spec = exact })).ModelHash, alone.ModelHash);
        foreach (var trainers in new[] { 2, 3 })
        {
            var together = await SmallRun.Complete(cluster.Grains, new RunStart { Spec = SmallRun.Again(spec), Trainers = TrainerRange.Exactly(trainers) });
            Assert.Equal((alone.DrawHash, alone.ModelHash), (together.DrawHash, together.ModelHash));
        }
    }

    [Theory]
    [InlineData(GradientFormat.Float32)]
    [InlineData(GradientFormat.Bfloat16)]
    public async Task Complete_LocalUpdates_SameBitsWhoeverTrains(GradientFormat format)
    {
        var spec = SmallRun.Spec(steps: 5) with
        {
            BatchSize = 24,
            LocalUpdates = new LocalUpdateSpec { InnerSteps = 3 },
            Exchange = new ExchangeSpec { Format = format },
        };
        var alone = await SmallRun.Complete(cluster.Grains, new RunStart { Spec = spec });
        Assert.Equal((5 * 24, 5 * 24), (alone.DrawsIssued, alone.DrawsCredited));
        foreach (var trainers in new[] { 2, 3 })
        {
            var together = await SmallRun.Complete(cluster.Grains, new RunStart { Spec = SmallRun.Again(spec), Trainers = TrainerRange.Exactly(trainers) });
            Assert.Equal((alone.DrawHash, alone.ModelHash), (together.DrawHash, together.ModelHash));
            Assert.Equal(alone.Cases, together.Cases);
        }
    }

    /// <summary>Fused passes round differently, and no more: the draws of the first steps are the same, and the losses nearly.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Complete_FastMode_LikeExactUpToRounding(int trainers)
    {
        var exact = SmallRun.Spec("uniform", steps: 6);
        var spec = SmallRun.Again(exact) with { Compute = exact.Compute with { Mode = ComputeMode.Fast } };
        var expected = await SmallRun.Complete(cluster.Grains, new RunStart { Spec = exact });
        var fast = await SmallRun.Complete(cluster.Grains, new RunStart { Spec = spec, Trainers = TrainerRange.Exactly(trainers) });
        Assert.NotEqual(expected.ModelHash, fast.ModelHash);
        Assert.Equal((expected.DrawHash, expected.DrawsCredited), (fast.DrawHash, fast.DrawsCredited));
        Assert.All(expected.Cases.Zip(fast.Cases), pair => Assert.Equal(pair.First.Loss, pair.Second.Loss, 1e-3));
    }

    [Theory]
    [InlineData(3, 0.7, 0.9, ComputeMode.Exact, "localUpdates.innerSteps")]
    [InlineData(0, 0.7, 0.9, ComputeMode.Exact, "localUpdates.innerSteps")]
    [InlineData(1, 0.0, 0.9, ComputeMode.Exact, "localUpdates.outerLearningRate")]
    [InlineData(1, 0.7, 1.0, ComputeMode.Exact, "localUpdates.outerMomentum")]
    [InlineData(1, 0.7, 0.9, ComputeMode.Fast, "compute.mode")]
    public async Task Start_LocalUpdatesOutOfRange_FailsAsInputErrorThatNamesTheField(int innerSteps, double learningRate, double momentum, ComputeMode mode, string field)
    {
        var spec = SmallRun.Spec();
        spec = spec with
        {
            Compute = spec.Compute with { Mode = mode },
            LocalUpdates = new LocalUpdateSpec { InnerSteps = innerSteps, OuterLearningRate = learningRate, OuterMomentum = momentum },
        };
        var status = await SmallRun.End(cluster.Grains, new RunStart { Spec = spec });
        Assert.NotNull(status.Failure);
        Assert.True(status.Failure.IsInputError, status.Failure.Message);
        Assert.Contains(field, status.Failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Complete_ComputedInSixteenBits_SameBitsWhoeverTrains()
    {
        var exact = SmallRun.Spec();
        var spec = SmallRun.Again(exact) with { Compute = exact.Compute with { Precision = ComputePrecision.Bfloat16 } };
        var alone = await SmallRun.Complete(cluster.Grains, new RunStart { Spec = spec });
        Assert.NotEqual((await SmallRun.Complete(cluster.Grains, new RunStart { Spec = exact })).ModelHash, alone.ModelHash);
        var together = await SmallRun.Complete(cluster.Grains, new RunStart { Spec = SmallRun.Again(spec), Trainers = TrainerRange.Exactly(2) });
        Assert.Equal((alone.DrawHash, alone.ModelHash), (together.DrawHash, together.ModelHash));
        Assert.Equal(alone.Evaluation.Select(evaluation => evaluation.Score), together.Evaluation.Select(evaluation => evaluation.Score));
    }

    [Fact]
    public async Task Complete_OtherSeedOrSampling_OtherBits()
    {
        var spec = SmallRun.Spec();
        var results = new[]
        {
            await SmallRun.Complete(cluster.Grains, new RunStart { Spec = spec }),
            await SmallRun.Complete(cluster.Grains, new RunStart { Spec = SmallRun.Again(spec) with { Seed = 6 } }),
            await SmallRun.Complete(cluster.Grains, new RunStart { Spec = SmallRun.Spec("uniform") }),
        };
        Assert.Equal(3, results.Select(result => result.ModelHash).Distinct().Count());
        Assert.Equal(3, results.Select(result => result.DrawHash).Distinct().Count());
    }

    [Fact]
    public async Task Complete_UniformSampling_EachCaseOnceAnEpoch()
    {
        var result = await SmallRun.Complete(cluster.Grains, new RunStart { Spec = SmallRun.Spec("uniform", steps: 10) });
        Assert.All(result.Cases, entry => Assert.Equal(2, entry.Visits));
    }

    [Fact]
    public async Task Complete_UnreadableCaseInTheRun_IsQuarantinedAndTheRunGoesOn()
    {
        var spec = SmallRun.Spec("uniform", steps: 15) with
        {
            Data = new ComponentSpec("unreadable", """{"damagedCase": 3}"""),
            CheckData = false,
        };
        var result = await SmallRun.Complete(cluster.Grains, new RunStart { Spec = spec, Trainers = TrainerRange.Exactly(2) });
        Assert.Equal([3], result.Cases.Where(entry => entry.Quarantined).Select(entry => entry.Index));
        Assert.Equal(0, result.Cases[3].Probability);
        Assert.InRange(result.Cases[3].Visits, 1, 2);
        Assert.Equal("case-3.nii.gz is truncated.", (await cluster.Grains.GetGrain<IRunGrain>(spec.Name).GetCase(result.Cases[3].Id)).Reason);
        Assert.Equal(60, result.DrawsCredited);
        Assert.Equal(1, result.Statistics[^1].QuarantinedCases);
    }

    [Fact]
    public async Task Start_UnreadableCaseInTheCheckedData_FailsAsInputError()
    {
        var spec = SmallRun.Spec() with { Data = new ComponentSpec("unreadable", """{"damagedCase": 7}""") };
        var status = await SmallRun.End(cluster.Grains, new RunStart { Spec = spec });
        Assert.Equal(RunState.Failed, status.State);
        Assert.True(status.Failure!.IsInputError);
        Assert.Contains("case-7.nii.gz", status.Failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("data", "nothing", "{}", "data.name")]
    [InlineData("model", "unet3", "{}", "did you mean 'unet3d'")]
    [InlineData("model", "unet3d", """{"chanels": [4]}""", "model.chanels")]
    [InlineData("model", "unet3d", """{"channels": [4, 8, 16, 32]}""", "divisible by 8")]
    [InlineData("optimizer", "sgd", """{"learningRate": -1}""", "optimizer.learningRate")]
    [InlineData("sampling", "hardness", """{"beta": -1}""", "beta")]
    [InlineData("sampling", "hardness", """{"revisitEvery": 5}""", "sampling.revisitEvery is 5")]
    [InlineData("sampling", "hardness", """{"temperature": {"control": "effectiveSampleSize"}}""", "sampling.temperature.target")]
    [InlineData("sampling", "hardness", """{"temperature": {"every": 0}}""", "sampling.temperature.every")]
    public async Task Start_WrongComponent_FailsAsInputErrorThatNamesIt(string field, string name, string options, string expected)
    {
        var (spec, component) = (SmallRun.Spec(), new ComponentSpec(name, options));
        spec = field switch
        {
            "data" => spec with { Data = component },
            "model" => spec with { Model = component },
            "optimizer" => spec with { Optimizer = component },
            _ => spec with { Sampling = component },
        };
        var status = await SmallRun.End(cluster.Grains, new RunStart { Spec = spec });
        Assert.True(status.Failure!.IsInputError, status.Failure.Details);
        Assert.Contains(expected, status.Failure.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Start_Twice_IsRefusedUnlessItIsTheSameStart()
    {
        var start = new RunStart { Spec = SmallRun.Spec() };
        var result = await SmallRun.Complete(cluster.Grains, start);
        var run = cluster.Grains.GetGrain<IRunGrain>(start.Spec.Name);
        await run.Start(start);
        await Assert.ThrowsAsync<InvalidOperationException>(() => run.Start(new RunStart { Spec = start.Spec }));
        Assert.Equal(RunState.Completed, (await run.GetStatus()).State);
        Assert.Equal(result.ModelHash, (await run.GetResult())!.ModelHash);
    }

    [Fact]
    public async Task Complete_DivergingRun_FailsWithTheRemedy()
    {
        var spec = SmallRun.Spec() with { Optimizer = new ComponentSpec("sgd", """{"learningRate": 1e30}""") };
        var status = await SmallRun.End(cluster.Grains, new RunStart { Spec = spec });
        Assert.Equal(RunState.Failed, status.State);
        Assert.Contains("optimizer.learningRate", status.Failure!.Message, StringComparison.Ordinal);
        Assert.False(status.Failure.IsInputError);
    }
}
