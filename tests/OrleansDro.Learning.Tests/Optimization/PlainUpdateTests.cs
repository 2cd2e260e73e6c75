using System.Runtime.InteropServices;
using OrleansDro.Learning.Optimization;
using static TorchSharp.torch;

namespace OrleansDro.Learning.Tests.Optimization;

/// <summary>
/// Updates against the same formulas in C#, where each operation is rounded by itself: bit for bit, so that replicas on unlike processors agree. A fused multiply-add anywhere in an
/// optimizer fails these tests on any processor that has one.
/// </summary>
public sealed class PlainUpdateTests
{
    private const int Count = 1003; // no multiple of a vector's width
    private const int Steps = 20;
    private const double LearningRate = 0.02;

    [Theory]
    [InlineData(true, 0.01)]
    [InlineData(false, 0.01)]
    [InlineData(true, 0.0)]
    public void Sgd_TwentySteps_EachOperationIsRoundedByItself(bool nesterov, double weightDecay)
    {
        var velocity = new float[Count];
        Compare(new SgdOptions { Nesterov = nesterov, WeightDecay = weightDecay }, (parameters, gradient, _) =>
        {
            for (var i = 0; i < Count; i++)
            {
                var slope = weightDecay > 0 ? gradient[i] + Product(parameters[i], weightDecay) : gradient[i];
                velocity[i] = Product(velocity[i], 0.9) + slope;
                parameters[i] += Product(nesterov ? slope + Product(velocity[i], 0.9) : velocity[i], -LearningRate);
            }
        });
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Adam_TwentySteps_EachOperationIsRoundedByItself(bool decoupled)
    {
        const double WeightDecay = 0.05;
        var (mean, square) = (new float[Count], new float[Count]);
        AdamOptions options = decoupled ? new AdamWOptions { WeightDecay = WeightDecay } : new AdamOptions { WeightDecay = WeightDecay };
        Compare(options, (parameters, gradient, step) =>
        {
            var squareScale = 1 / Math.Sqrt(1 - Math.Pow(0.999, step + 1));
            var rate = -LearningRate / (1 - Math.Pow(0.9, step + 1));
            for (var i = 0; i < Count; i++)
            {
                parameters[i] = decoupled ? Product(parameters[i], 1 - (LearningRate * WeightDecay)) : parameters[i];
                var slope = decoupled ? gradient[i] : gradient[i] + Product(parameters[i], WeightDecay);
                mean[i] = Product(mean[i], 0.9) + Product(slope, 1 - 0.9);
                square[i] = Product(square[i], 0.999) + Product(slope * slope, 1 - 0.999);
                var denominator = Product(MathF.Sqrt(square[i]), squareScale) + (float)1e-8;
                parameters[i] += Product(mean[i] / denominator, rate);
            }
        });
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(Count)]
    public void Norm_AnyLength_IsTheRootOfTheSumOfSquares(int count)
    {
        float[] values = [.. Numbers(3).Take(count)];
        var exact = values.Sum(value => (double)value * value);
        Assert.Equal(Math.Sqrt(exact), EuclideanNorm.Of(values), 1e-12);
    }

    [Fact]
    public void Norm_NumbersAreNotFinite_IsNotFinite() => Assert.False(double.IsFinite(EuclideanNorm.Of([1, float.NaN, 2])));

    private static void Compare(OptimizerOptions options, Action<float[], float[], int> update)
    {
        using var scope = NewDisposeScope();
        using var parameters = new FlatParameters(nn.Linear(Count - 1, 1));
        using var optimizer = options.Create();
        optimizer.Bind(parameters);
        var expected = Numbers(1);
        parameters.SetData(expected);
        for (var step = 0; step < Steps; step++)
        {
            var gradient = Numbers(10 + step);
            parameters.SetGradient(gradient);
            optimizer.Step(step, LearningRate);
            update(expected, gradient, step);
        }

        Assert.Equal(expected, MemoryMarshal.Cast<byte, float>(parameters.Data.bytes).ToArray());
    }

    private static float Product(float value, double factor) => value * (float)factor;

    private static float[] Numbers(int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, Count).Select(_ => (float)((random.NextDouble() - 0.5) * Math.Pow(10, -3 * random.NextDouble())))];
    }
}
