using OrleansDro.Learning.Data;
using OrleansDro.Learning.Evaluation;
using OrleansDro.Learning.Losses;
using OrleansDro.Robustness.Randomness;
using static TorchSharp.torch;

namespace OrleansDro.Learning.Tests.Evaluation;

public sealed class PredictorTests
{
    /// <summary>A voxel-wise model gives the same answer in every window, so the sliding window must reproduce it exactly.</summary>
    [Theory]
    [InlineData(8, 8, 8)]
    [InlineData(5, 8, 11)]
    [InlineData(21, 13, 9)]
    public void Predict_VoxelwiseModel_IsThatModelEverywhere(int depth, int height, int width)
    {
        using var scope = NewDisposeScope();
        var random = new CounterRandom(1, RandomPurpose.Data, 0, 0);
        var input = Enumerable.Range(0, depth * height * width).Select(_ => (float)random.NextGaussian()).ToArray();
        var reference = input.Select(value => value > 0 ? 1 : 0).ToArray();
        var model = nn.Conv3d(1, 2, 1);
        using (no_grad())
        {
            model.weight!.copy_(tensor(new float[] { 0, 30 }, [2, 1, 1, 1, 1]));
            model.bias!.zero_();
        }

        using var predictor = new Predictor(model, new DiceCrossEntropyLoss(), SmallSegmentation.Task, CPU);
        var prediction = predictor.Predict(new EvaluationCase(input, [depth, height, width], reference, [depth, height, width]));
        Assert.Equal(reference, prediction.Labels);
        Assert.InRange(prediction.Loss, 0, 0.05);
    }
}
