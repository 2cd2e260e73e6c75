using OrleansDro.Learning.Optimization;
using OrleansDro.Learning.Training;
using TorchSharp;

namespace OrleansDro.Learning.Tests.Training;

/// <summary>The garbage collector does not see native memory, and TorchSharp's temporaries can be freed under a running call: a step must rely on neither.</summary>
public sealed class NativeMemoryTests
{
    [Fact]
    public void Train_ManySteps_MemoryIsFlat()
    {
        using var replica = SmallSegmentation.CreateReplica(new AdamWOptions { LearningRate = 0.001, WeightDecay = 0.01, GradientNormLimit = 1 });
        using var batch = SmallSegmentation.CreateBatch(2);
        Train(replica, batch, 0, 300);
        var early = ResidentMegabytes();
        var tensorsBefore = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        Train(replica, batch, 300, 900);
        var late = ResidentMegabytes();

        Assert.Equal(tensorsBefore, DisposeScopeManager.Statistics.ThreadTotalLiveCount);

        // One leaked activation of this model a step would be 16 KB x 600 = 10 MB.
        Assert.InRange(late - early, double.MinValue, 6);
    }

    [Fact]
    public async Task Train_WhileAnotherThreadCollects_SameBitsAsUndisturbed()
    {
        const int Steps = 100;
        using var undisturbed = SmallSegmentation.CreateReplica(new AdamWOptions { WeightDecay = 0.01, GradientNormLimit = 1 });
        using var disturbed = SmallSegmentation.CreateReplica(new AdamWOptions { WeightDecay = 0.01, GradientNormLimit = 1 });
        using var batch = SmallSegmentation.CreateBatch(2);
        Train(undisturbed, batch, 0, Steps);

        using var end = new CancellationTokenSource();
        var collections = 0;
        var collector = Task.Run(
            () =>
            {
                while (!end.IsCancellationRequested)
                {
                    GC.Collect(0);
                    GC.WaitForPendingFinalizers();
                    collections++;
                }
            },
            TestContext.Current.CancellationToken);
        Train(disturbed, batch, 0, Steps);
        await end.CancelAsync();
        await collector;

        Assert.True(collections > Steps, $"only {collections} collections happened in {Steps} steps");
        Assert.Equal(undisturbed.Parameters.Hash(), disturbed.Parameters.Hash());
    }

    private static void Train(Replica replica, BatchBuffer batch, long from, long to)
    {
        for (var step = from; step < to; step++)
        {
            replica.Compute([batch], SmallSegmentation.WeighEqually, step, 0);
            replica.Apply(0.5, step, to);
        }
    }

    private static double ResidentMegabytes()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return Environment.WorkingSet / 1048576.0;
    }
}
