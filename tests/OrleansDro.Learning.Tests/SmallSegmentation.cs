using OrleansDro.Learning.Data;
using OrleansDro.Learning.Losses;
using OrleansDro.Learning.Models;
using OrleansDro.Learning.Optimization;
using OrleansDro.Learning.Training;
using OrleansDro.Robustness.Randomness;
using TorchSharp;

namespace OrleansDro.Learning.Tests;

/// <summary>A segmentation small enough for a test: 8x8x8 voxels, the label is where the image is bright.</summary>
internal static class SmallSegmentation
{
    public static readonly TaskDescription Task = new(TaskKind.Segmentation, 1, ["background", "bright"], [8, 8, 8]);

    public static readonly UNet3dOptions Model = new() { Channels = [4, 8] };

    public static Replica CreateReplica(
        OptimizerOptions? optimizer = null, long seed = 1, IPerCaseLoss? loss = null, torch.ScalarType precision = torch.ScalarType.Float32) =>
        new(() => new UNet3d(Model, Task), loss ?? new DiceCrossEntropyLoss(), optimizer ?? new SgdOptions { LearningRate = 0.05 }, torch.CPU, seed, precision);

    public static BatchBuffer CreateBatch(int cases, long step = 0)
    {
        var batch = new BatchBuffer(Task, cases);
        for (var i = 0; i < cases; i++)
        {
            Fill(batch, i, step);
        }

        return batch;
    }

    public static void Fill(BatchBuffer batch, int position, long step)
    {
        var random = new CounterRandom(7, RandomPurpose.Data, step, position);
        var input = batch.InputOf(position);
        var target = batch.TargetOf(position);
        for (var voxel = 0; voxel < input.Length; voxel++)
        {
            input[voxel] = (float)random.NextGaussian();
            target[voxel] = input[voxel] > 0.5f ? 1 : 0;
        }
    }

    public static readonly CaseWeighting WeighEqually = (_, _, weights) => weights.Fill(1);
}
