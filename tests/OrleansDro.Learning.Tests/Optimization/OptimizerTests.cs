using System.Runtime.InteropServices;
using OrleansDro.Learning.Optimization;
using static TorchSharp.torch;

namespace OrleansDro.Learning.Tests.Optimization;

/// <summary>The flat optimizers against TorchSharp's own, which follow PyTorch's.</summary>
public sealed class OptimizerTests
{
    private const int Steps = 50;
    private const double LearningRate = 0.02;

    [Theory]
    [InlineData(0.9, true, 0.0)]
    [InlineData(0.9, false, 0.01)]
    [InlineData(0.0, false, 0.0)]
    public void Sgd_FiftySteps_AsTorch(double momentum, bool nesterov, double weightDecay) => Compare(
        new SgdOptions { LearningRate = LearningRate, Momentum = momentum, Nesterov = nesterov, WeightDecay = weightDecay },
        parameters => optim.SGD(parameters, LearningRate, momentum, weight_decay: weightDecay, nesterov: nesterov));

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.05)]
    public void Adam_FiftySteps_AsTorch(double weightDecay) => Compare(
        new AdamOptions { LearningRate = LearningRate, WeightDecay = weightDecay },
        parameters => optim.Adam(parameters, LearningRate, weight_decay: weightDecay));

    [Fact]
    public void AdamW_FiftySteps_AsTorch() => Compare(
        new AdamWOptions { LearningRate = LearningRate, WeightDecay = 0.05 },
        parameters => optim.AdamW(parameters, LearningRate, weight_decay: 0.05));

    private static void Compare(OptimizerOptions options, Func<IEnumerable<TorchSharp.Modules.Parameter>, optim.Optimizer> createReference)
    {
        using var scope = NewDisposeScope();
        var (flat, reference) = (nn.Linear(5, 3), nn.Linear(5, 3));
        reference.load_state_dict(flat.state_dict());
        using var parameters = new FlatParameters(flat);
        using var optimizer = options.Create();
        optimizer.Bind(parameters);
        using var referenceOptimizer = createReference(reference.parameters());
        var (input, wanted) = (randn(7, 5), randn(7, 3));
        for (var step = 0; step < Steps; step++)
        {
            parameters.Gradient.zero_();
            (flat.call(input) - wanted).square().sum().backward();
            optimizer.Step(step, LearningRate);

            referenceOptimizer.zero_grad();
            (reference.call(input) - wanted).square().sum().backward();
            referenceOptimizer.step();
        }

        Assert.Equal(Numbers(reference.weight!), Numbers(flat.weight!), (x, y) => Math.Abs(x - y) < 1e-5);
        Assert.Equal(Numbers(reference.bias!), Numbers(flat.bias!), (x, y) => Math.Abs(x - y) < 1e-5);
    }

    private static float[] Numbers(Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.detach().contiguous().bytes).ToArray();
}
