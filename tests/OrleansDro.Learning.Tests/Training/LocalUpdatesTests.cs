using OrleansDro.Learning.Optimization;
using OrleansDro.Learning.Training;

namespace OrleansDro.Learning.Tests.Training;

/// <summary>Local updates against plain SGD and against the formula.</summary>
public sealed class LocalUpdatesTests
{
    private const int MicroBatches = 2;
    private const int Steps = 4;

    [Fact]
    public void Apply_OneInnerStepAndPlainAverage_LikeSynchronousSgd()
    {
        using var local = CreateLocal(innerSteps: 1, learningRate: 1, momentum: 0);
        using var synchronous = new SynchronousUpdates(SmallSegmentation.CreateReplica(), default, 2 * MicroBatches, Steps);
        var before = Numbers(local);
        Train(local);
        Train(synchronous);
        var expected = Numbers(synchronous);
        Assert.NotEqual(before, expected);
        Assert.All(expected.Zip(Numbers(local)), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
    }

    /// <summary>One micro-batch, and the average taken as it is: a row of plain steps.</summary>
    [Fact]
    public void Apply_OneMicroBatch_LikeItsInnerSteps()
    {
        using var local = CreateLocal(innerSteps: 3, learningRate: 1, momentum: 0);
        using var plain = SmallSegmentation.CreateReplica();
        using var batches = new Batches(3);
        var contribution = new float[local.ContributionLength];
        var weight = local.Compute(batches.All, SmallSegmentation.WeighEqually, () => { }, 0, 0, contribution);
        local.Apply(contribution, weight, 0);
        foreach (var (step, batch) in batches.All.Index())
        {
            plain.Compute([batch], SmallSegmentation.WeighEqually, step, 0);
            plain.Apply(0.5, step, 3 * Steps);
        }

        Assert.All(Numbers(plain).Zip(Numbers(local)), pair => Assert.Equal(pair.First, pair.Second, 1e-6));
    }

    [Fact]
    public void Compute_AnyMicroBatch_LeavesTheReplicaAsItWas()
    {
        using var local = CreateLocal(innerSteps: 2, learningRate: 0.7, momentum: 0.9);
        using var batches = new Batches(2);
        var (first, again) = (new float[local.ContributionLength], new float[local.ContributionLength]);
        var before = local.Replica.Parameters.Hash();
        local.Compute(batches.All, SmallSegmentation.WeighEqually, () => { }, 0, 0, first);
        local.Compute(batches.All, SmallSegmentation.WeighEqually, () => { }, 0, 0, again);
        Assert.Equal(before, local.Replica.Parameters.Hash());
        Assert.Contains(first, number => number != 0);
        Assert.Equal(first, again);
    }

    /// <summary>v = m v + d, p = p - r (d + m v), for the same distance d twice.</summary>
    [Fact]
    public void Apply_SameDistanceTwice_MovesByNesterovMomentum()
    {
        const float Distance = 0.01f;
        using var local = CreateLocal(innerSteps: 1, learningRate: 0.5, momentum: 0.8);
        var before = Numbers(local);
        var sum = new float[local.ContributionLength];
        sum.AsSpan(0, before.Length).Fill(MicroBatches * Distance);
        local.Apply(sum, MicroBatches, 0);
        local.Apply(sum, MicroBatches, 1);
        var expected = 0.5 * Distance * ((1 + 0.8) + (1 + (0.8 * 1.8)));
        Assert.All(before.Zip(Numbers(local)), pair => Assert.Equal(expected, pair.First - pair.Second, 1e-5));
    }

    private static LocalUpdates CreateLocal(int innerSteps, double learningRate, double momentum) => new(
        SmallSegmentation.CreateReplica(),
        default,
        Steps,
        new LocalUpdateOptions { InnerSteps = innerSteps, OuterLearningRate = learningRate, OuterMomentum = momentum });

    private static void Train(IUpdateMethod updates)
    {
        for (var step = 0; step < Steps; step++)
        {
            var sum = new float[updates.ContributionLength];
            var weightSum = 0.0;
            for (var microBatch = 0; microBatch < MicroBatches; microBatch++)
            {
                using var batches = new Batches(1, (step * MicroBatches) + microBatch);
                var contribution = new float[updates.ContributionLength];
                weightSum += updates.Compute(batches.All, SmallSegmentation.WeighEqually, () => { }, step, microBatch, contribution);
                for (var i = 0; i < sum.Length; i++)
                {
                    sum[i] += contribution[i];
                }
            }

            updates.Apply(sum, weightSum, step);
        }
    }

    private static float[] Numbers(IUpdateMethod updates) => Numbers(updates.Replica);

    private static float[] Numbers(Replica replica)
    {
        var numbers = new float[replica.Parameters.Count];
        FlatParameters.Read(replica.Parameters.Data, numbers);
        return numbers;
    }

    private sealed class Batches(int count, int first = 0) : IDisposable
    {
        public BatchBuffer[] All { get; } = [.. Enumerable.Range(first, count).Select(number => SmallSegmentation.CreateBatch(2, number))];

        public void Dispose() => Array.ForEach(All, batch => batch.Dispose());
    }
}
