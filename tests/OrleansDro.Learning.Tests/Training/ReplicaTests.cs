using OrleansDro.Learning.Losses;
using OrleansDro.Learning.Optimization;
using OrleansDro.Learning.Training;
using OrleansDro.Robustness.Errors;
using static TorchSharp.torch;

namespace OrleansDro.Learning.Tests.Training;

public sealed class ReplicaTests
{
    [Fact]
    public void Construct_SameSeed_SameBits()
    {
        using var first = SmallSegmentation.CreateReplica(seed: 3);
        using var second = SmallSegmentation.CreateReplica(seed: 3);
        using var other = SmallSegmentation.CreateReplica(seed: 4);
        Assert.Equal(first.Parameters.Hash(), second.Parameters.Hash());
        Assert.NotEqual(first.Parameters.Hash(), other.Parameters.Hash());
    }

    [Fact]
    public void Compute_Weights_GradientIsTheWeightedSum()
    {
        using var replica = SmallSegmentation.CreateReplica();
        using var both = SmallSegmentation.CreateBatch(2);
        var combined = GradientOf(replica, both, 2, 3);
        var first = GradientOf(replica, both, 1, 0);
        var second = GradientOf(replica, both, 0, 1);
        for (var i = 0; i < combined.Length; i++)
        {
            Assert.Equal((2 * first[i]) + (3 * second[i]), combined[i], 1e-4);
        }

        Assert.Contains(first, value => Math.Abs(value) > 1e-3);
    }

    [Fact]
    public void Compute_NotANumberInOneCase_OtherCasesKeepTheirGradient()
    {
        using var replica = SmallSegmentation.CreateReplica();
        using var clean = SmallSegmentation.CreateBatch(2);
        var expected = GradientOf(replica, clean, 1, 0);

        using var poisoned = SmallSegmentation.CreateBatch(2);
        poisoned.InputOf(1)[5] = float.NaN;
        float[] reported = [];
        replica.Compute([poisoned], (losses, _, weights) =>
        {
            reported = losses.ToArray();
            weights.Fill(1);
        }, 0, 0);
        Assert.True(float.IsFinite(reported[0]));
        Assert.True(float.IsNaN(reported[1]));
        Assert.Equal(expected, Gradient(replica));
    }

    [Fact]
    public void Compute_DivergedModel_SaysSo()
    {
        using var replica = SmallSegmentation.CreateReplica();
        var broken = new float[replica.Parameters.Count];
        Array.Fill(broken, float.NaN);
        replica.Parameters.SetData(broken);
        using var batch = SmallSegmentation.CreateBatch(1);
        var error = Assert.Throws<TrainingDivergedException>(() => replica.Compute([batch], SmallSegmentation.WeighEqually, 12, 0));
        Assert.Contains("step 12", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Construct_RunningStatistics_AreRefused()
    {
        var error = Assert.Throws<InvalidInputException>(() => new Replica(
            () => nn.Sequential(nn.Conv3d(1, 2, 3), nn.BatchNorm3d(2)), new CrossEntropyLoss(), new SgdOptions(), CPU, 1));
        Assert.Contains("running statistics", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Compute_Dropout_DependsOnStepAndMicroBatchOnly()
    {
        using var replica = new Replica(
            () => nn.Sequential(nn.Conv3d(1, 8, 1), nn.Dropout(0.5), nn.Conv3d(8, 2, 1)), new CrossEntropyLoss(), new SgdOptions(), CPU, 1);
        using var batch = SmallSegmentation.CreateBatch(1);
        float LossAt(long step, int microBatch)
        {
            var loss = float.NaN;
            replica.Compute([batch], (losses, _, weights) => loss = losses[0], step, microBatch);
            return loss;
        }

        var reference = LossAt(4, 1);
        Assert.NotEqual(reference, LossAt(5, 1));
        Assert.NotEqual(reference, LossAt(4, 0));
        Assert.Equal(reference, LossAt(4, 1));
    }

    [Theory]
    [InlineData(0.01)]
    [InlineData(0.001)]
    public void Apply_GradientNormLimit_BoundsTheStep(double limit)
    {
        using var replica = SmallSegmentation.CreateReplica(new SgdOptions { LearningRate = 1, Momentum = 0, Nesterov = false, GradientNormLimit = limit });
        using var batch = SmallSegmentation.CreateBatch(2);
        using var scope = NewDisposeScope();
        var before = replica.Parameters.Data.clone();
        replica.Compute([batch], SmallSegmentation.WeighEqually, 0, 0);
        replica.Apply(0.5, 0, 10);
        Assert.Equal(limit, (replica.Parameters.Data - before).norm().item<float>(), limit / 1000);
    }

    [Fact]
    public void Train_BrightVoxels_LossFalls()
    {
        using var replica = SmallSegmentation.CreateReplica(new AdamOptions { LearningRate = 0.01 });
        using var batch = SmallSegmentation.CreateBatch(2);
        float Step(long step)
        {
            var mean = 0f;
            replica.Compute([batch], (losses, _, weights) =>
            {
                mean = (losses[0] + losses[1]) / 2;
                weights.Fill(1);
            }, step, 0);
            replica.Apply(0.5, step, 60);
            return mean;
        }

        var before = Step(0);
        for (var step = 1; step < 60; step++)
        {
            Step(step);
        }

        Assert.InRange(Step(60), 0, before / 2);
    }

    [Fact]
    public void Compute_BFloat16_LossesAndGradientsAreNearThoseOfFloat32()
    {
        using var exact = SmallSegmentation.CreateReplica();
        using var shorter = SmallSegmentation.CreateReplica(precision: ScalarType.BFloat16);
        using var batch = SmallSegmentation.CreateBatch(2);
        var (expected, losses) = (LossesOf(exact, batch), LossesOf(shorter, batch));
        Assert.All(expected.Zip(losses), pair => Assert.Equal(pair.First, pair.Second, 0.02));
        Assert.NotEqual(expected, losses);

        var (expectedGradient, gradient) = (Gradient(exact), Gradient(shorter));
        var difference = Math.Sqrt(expectedGradient.Zip(gradient).Sum(pair => Math.Pow(pair.First - pair.Second, 2)));
        Assert.InRange(difference, double.Epsilon, 0.1 * Math.Sqrt(expectedGradient.Sum(value => value * value)));
        Assert.Equal(ScalarType.Float32, shorter.Parameters.Data.dtype);
    }

    [Fact]
    public void Compute_BFloat16_ThreadComputesInFloat32Afterward()
    {
        using var exact = SmallSegmentation.CreateReplica();
        using var shorter = SmallSegmentation.CreateReplica(precision: ScalarType.BFloat16);
        using var batch = SmallSegmentation.CreateBatch(1);
        _ = LossesOf(shorter, batch);
        using var scope = NewDisposeScope();
        Assert.True(shorter.Model.call(batch.Input).equal(exact.Model.call(batch.Input)).all().item<bool>());
    }

    [Fact]
    public void Train_BFloat16_SameBitsEachTime()
    {
        string Train(ScalarType precision)
        {
            using var replica = SmallSegmentation.CreateReplica(new AdamOptions(), precision: precision);
            using var batch = SmallSegmentation.CreateBatch(2);
            for (var step = 0; step < 3; step++)
            {
                _ = LossesOf(replica, batch);
                replica.Apply(0.5, step, 3);
            }

            return replica.Parameters.Hash();
        }

        var hash = Train(ScalarType.BFloat16);
        Assert.NotEqual(Train(ScalarType.Float32), hash);
        Assert.Equal(hash, Train(ScalarType.BFloat16));
    }

    internal static float[] Gradient(Replica replica)
    {
        var gradient = new float[replica.Parameters.Count];
        replica.Parameters.CopyGradientTo(gradient);
        return gradient;
    }

    private static float[] LossesOf(Replica replica, BatchBuffer batch)
    {
        float[] reported = [];
        replica.Compute([batch], (losses, _, weights) =>
        {
            reported = losses.ToArray();
            weights.Fill(1);
        }, 0, 0);
        return reported;
    }

    private static float[] GradientOf(Replica replica, BatchBuffer batch, float firstWeight, float secondWeight)
    {
        replica.Compute([batch], (_, _, weights) => (weights[0], weights[1]) = (firstWeight, secondWeight), 0, 0);
        return Gradient(replica);
    }
}
