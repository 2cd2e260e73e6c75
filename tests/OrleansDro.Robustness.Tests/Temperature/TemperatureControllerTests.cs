using FsCheck.Xunit;
using OrleansDro.Robustness.Objectives;
using OrleansDro.Robustness.Randomness;
using OrleansDro.Robustness.Temperature;

namespace OrleansDro.Robustness.Tests.Temperature;

[Properties(Arbitrary = [typeof(Generators)])]
public sealed class TemperatureControllerTests
{
    // What is within a millionth of its bound in the exponent of the effective sample size is within this much of it.
    private const double Close = 1e-5;
    private const double Rounding = 1e-9;

    private static readonly double[] Ramp = [0, 1, 2, 3];

    // From the golden values of the ramp at beta = 0.5, 1 and 2, which have 7 and 9 digits.
    [Theory]
    [InlineData(TemperatureControl.EffectiveSampleSize, 3.109580 / 4, 0.5)]
    [InlineData(TemperatureControl.EffectiveSampleSize, 2.086111 / 4, 1)]
    [InlineData(TemperatureControl.EffectiveSampleSize, 1.312155 / 4, 2)]
    [InlineData(TemperatureControl.KullbackLeibler, .141243934, 0.5)]
    [InlineData(TemperatureControl.KullbackLeibler, .438757397, 1)]
    [InlineData(TemperatureControl.KullbackLeibler, .930865738, 2)]
    public void BetaAt_GoldenRamp_FindsItsBeta(TemperatureControl control, double target, double beta)
        => Assert.Equal(beta, Steering(control, target).BetaAt(0, Ramp), 3e-6 * beta);

    [Fact]
    public void BetaAt_BellShapedLosses_FollowTheirLaw()
    {
        const double Sigma = 0.05, Mean = 3;
        var losses = Bell(1_000_000, Sigma, Mean);
        foreach (var share in new[] { 0.99, 0.9, 0.5 })
        {
            var expected = Math.Sqrt(-Math.Log(share)) / Sigma;
            Assert.Equal(expected, Steering(TemperatureControl.EffectiveSampleSize, share).BetaAt(0, losses), 0.01 * expected);
        }

        foreach (var budget in new[] { 1e-6, 0.01, 0.5 })
        {
            var expected = Math.Sqrt(2 * budget) / Sigma;
            Assert.Equal(expected, Steering(TemperatureControl.KullbackLeibler, budget).BetaAt(0, losses), 0.01 * expected);
        }
    }

    [Property]
    public void BetaAt_ShareOfTheCases_IsTheLargestBetaThatKeepsIt(LossVector losses, byte tick)
    {
        var share = (tick + 1) / 257.0;
        var options = Steer(TemperatureControl.EffectiveSampleSize, share);
        var beta = new TemperatureController(options, 1).BetaAt(0, losses.Values);
        var size = Divergence.EffectiveSampleSize(Exact.Softmax(losses.Values, beta));
        var target = share * losses.Values.Length;
        Assert.InRange(beta, 0, options.Maximum);
        Assert.True(size >= target * (1 - Rounding));
        Assert.True(beta == options.Maximum || size <= target * (1 + Close));
    }

    [Property]
    public void BetaAt_Budget_IsTheLargestBetaWithinIt(LossVector losses, Beta budget)
    {
        var options = Steer(TemperatureControl.KullbackLeibler, budget.Value);
        var beta = new TemperatureController(options, 1).BetaAt(0, losses.Values);
        var divergence = Divergence.KullbackLeibler(Exact.Softmax(losses.Values, beta));
        Assert.InRange(beta, 0, options.Maximum);
        Assert.True(divergence <= budget.Value * (1 + Rounding));
        Assert.True(beta == options.Maximum || divergence >= budget.Value * (1 - Close));
    }

    [Property]
    public void BetaAt_Floor_IsKeptByTheLargestBetaUpToTheFixedOne(LossVector losses, Beta beta, byte cases)
    {
        var floor = 1 + cases / 8.0;
        var least = Math.Min(floor, losses.Values.Length);
        var lowered = new TemperatureController(new TemperatureOptions { EffectiveSampleSizeFloor = floor }, beta.Value).BetaAt(0, losses.Values);
        var size = Divergence.EffectiveSampleSize(Exact.Softmax(losses.Values, lowered));
        Assert.True(size >= least * (1 - Rounding));
        Assert.True(lowered == beta.Value || (lowered < beta.Value && size <= least * (1 + Close)));
    }

    [Property]
    public void BetaAt_BudgetAndFloor_IsTheLowerOfTheTwo(LossVector losses, Beta budget, byte cases)
    {
        var floor = 1 + cases / 8.0;
        var options = Steer(TemperatureControl.KullbackLeibler, budget.Value);
        var within = new TemperatureController(options, 1).BetaAt(0, losses.Values);
        var above = new TemperatureController(new TemperatureOptions { EffectiveSampleSizeFloor = floor }, options.Maximum).BetaAt(0, losses.Values);
        var both = new TemperatureController(options with { EffectiveSampleSizeFloor = floor }, 1).BetaAt(0, losses.Values);
        Assert.Equal(Math.Min(within, above), both, Close * both);
    }

    [Property]
    public void BetaAt_StricterTarget_IsNoLarger(LossVector losses, Beta budget, byte tick)
    {
        var share = (tick + 1) / 514.0;
        var generous = Steering(TemperatureControl.EffectiveSampleSize, share).BetaAt(0, losses.Values);
        Assert.True(Steering(TemperatureControl.EffectiveSampleSize, 1.5 * share).BetaAt(0, losses.Values) <= generous);
        generous = Steering(TemperatureControl.KullbackLeibler, 1.5 * budget.Value).BetaAt(0, losses.Values);
        Assert.True(Steering(TemperatureControl.KullbackLeibler, budget.Value).BetaAt(0, losses.Values) <= generous);
    }

    [Property]
    public void BetaAt_LossesTimesAPower_IsDividedByIt(LossVector losses, byte tick)
    {
        // A factor of 4 is exact in every operation, the square roots too: so are the results.
        double[] scaled = [.. losses.Values.Select(loss => 4 * loss)];
        var options = Steer(TemperatureControl.EffectiveSampleSize, (tick + 1) / 257.0);
        Assert.Equal(
            new TemperatureController(options, 1).BetaAt(0, losses.Values),
            4 * new TemperatureController(options with { Maximum = options.Maximum / 4 }, 1).BetaAt(0, scaled));
        options = Steer(TemperatureControl.KullbackLeibler, (tick + 1) / 100.0);
        Assert.Equal(
            new TemperatureController(options, 1).BetaAt(0, losses.Values),
            4 * new TemperatureController(options with { Maximum = options.Maximum / 4 }, 1).BetaAt(0, scaled));
    }

    [Theory]
    [InlineData(1e-12)]
    [InlineData(1e-4)]
    [InlineData(1e5)]
    [InlineData(1e12)]
    public void BetaAt_ExtremeScales_IsThatOfTheRampDivided(double scale)
    {
        double[] losses = [.. Ramp.Select(loss => scale * loss)];
        foreach (var options in new[] { Steer(TemperatureControl.EffectiveSampleSize, 0.4), Steer(TemperatureControl.KullbackLeibler, 0.6) })
        {
            var expected = new TemperatureController(options, 1).BetaAt(0, Ramp) / scale;
            Assert.Equal(expected, new TemperatureController(options with { Maximum = 1e15 }, 1).BetaAt(0, losses), Close * expected);
        }
    }

    [Fact]
    public void BetaAt_LossesShifted_IsUnchanged()
    {
        var losses = Bell(1000, 1, 0);
        double[] shifted = [.. losses.Select(loss => loss - 1e6)];
        foreach (var controller in new[] { Steering(TemperatureControl.EffectiveSampleSize, 0.4), Steering(TemperatureControl.KullbackLeibler, 0.6) })
        {
            var expected = controller.BetaAt(0, losses);
            Assert.Equal(expected, controller.BetaAt(0, shifted), Close * expected);
        }
    }

    [Fact]
    public void BetaAt_TargetOutOfReach_IsTheMaximum()
    {
        double[][] equal = [[7], [7, 7, 7], [.. Enumerable.Repeat(-1e12, 1000)]];
        foreach (var losses in equal)
        {
            Assert.Equal(1e4, Steering(TemperatureControl.EffectiveSampleSize, 0.5).BetaAt(0, losses));
            Assert.Equal(1e4, Steering(TemperatureControl.KullbackLeibler, 1e-9).BetaAt(0, losses));
        }

        // 3 of 10 cases tie at the top: the effective sample size stays above 3, and KL below log(10 / 3).
        double[] tied = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 1, 1, 1];
        Assert.Equal(1e4, Steering(TemperatureControl.EffectiveSampleSize, 0.29).BetaAt(0, tied));
        Assert.InRange(Steering(TemperatureControl.EffectiveSampleSize, 0.31).BetaAt(0, tied), 1, 100);
        Assert.Equal(1e4, Steering(TemperatureControl.KullbackLeibler, 1.21).BetaAt(0, tied));
        Assert.InRange(Steering(TemperatureControl.KullbackLeibler, 1.2).BetaAt(0, tied), 1, 100);

        // Less than one case is out of reach as well; and a maximum below what the target takes is kept to.
        Assert.Equal(1e4, Steering(TemperatureControl.EffectiveSampleSize, 0.2).BetaAt(0, Ramp));
        Assert.Equal(0.5, new TemperatureController(Steer(TemperatureControl.EffectiveSampleSize, 0.5) with { Maximum = 0.5 }, 1).BetaAt(0, Ramp));
    }

    [Fact]
    public void BetaAt_OneHugeOutlier_LeavesTheFloor()
    {
        var losses = Bell(10_000, 0.1, 0.3);
        losses[4711] = 1e3;
        const double Floor = 64;
        double Size(double beta) => Divergence.EffectiveSampleSize(Exact.Softmax(losses, beta));
        foreach (var options in new[] { new TemperatureOptions(), Steer(TemperatureControl.KullbackLeibler, 2) })
        {
            Assert.InRange(Size(new TemperatureController(options, 10).BetaAt(0, losses)), 1, 30);
            var held = new TemperatureController(options with { EffectiveSampleSizeFloor = Floor }, 10).BetaAt(0, losses);
            Assert.InRange(Size(held), Floor * (1 - Rounding), Floor * (1 + Close));
        }

        // A share of the cases holds them by itself.
        Assert.Equal(3000, Size(Steering(TemperatureControl.EffectiveSampleSize, 0.3).BetaAt(0, losses)), 3000 * Close);
    }

    [Fact]
    public void BetaAt_FewerSeenCasesThanTheFloor_IsZero()
    {
        var controller = new TemperatureController(new TemperatureOptions { EffectiveSampleSizeFloor = 5 }, 10);
        Assert.Equal(0, controller.BetaAt(0, Ramp));
        Assert.Equal(0, controller.BetaAt(0, new[] { double.NaN, 0, 1, 2, 3, double.NegativeInfinity }));
        Assert.InRange(controller.BetaAt(0, new[] { 0.0, 1, 2, 3, 4, 5 }), 0.01, 9);
    }

    [Fact]
    public void BetaAt_NoLossKnown_IsTheGivenBeta()
    {
        var options = Steer(TemperatureControl.KullbackLeibler, 1) with { EffectiveSampleSizeFloor = 8 };
        Assert.Equal(7, new TemperatureController(options, 7).BetaAt(0, Array.Empty<double>()));
        Assert.Equal(7, new TemperatureController(options, 7).BetaAt(0, new[] { double.NaN, double.NaN }));
    }

    [Fact]
    public async Task BetaAt_FixedWithoutFloor_RisesOverTheWarmUpWithoutALookAtTheLosses()
    {
        static ValueTask<LossMoments> Refuse(double beta) => throw new InvalidOperationException("No evaluation is needed.");
        var controller = new TemperatureController(new TemperatureOptions { WarmUpSteps = 4 }, 8);
        double[] expected = [0, 2, 4, 6, 8, 8, 8];
        for (var step = 0; step < expected.Length; step++)
        {
            Assert.Equal(expected[step], await controller.BetaAtAsync(step, Refuse));
        }

        Assert.Equal(8, await new TemperatureController(new TemperatureOptions(), 8).BetaAtAsync(0, Refuse));
        Assert.Equal(0, await new TemperatureController(new TemperatureOptions { EffectiveSampleSizeFloor = 2 }, 0).BetaAtAsync(0, Refuse));
        Assert.Equal(0, await new TemperatureController(Steer(TemperatureControl.KullbackLeibler, 1) with { WarmUpSteps = 4 }, 8).BetaAtAsync(0, Refuse));
    }

    [Fact]
    public void BetaAt_ControlWithWarmUp_RisesToWhatTheControlGives()
    {
        var options = Steer(TemperatureControl.EffectiveSampleSize, 0.5) with { EffectiveSampleSizeFloor = 3, WarmUpSteps = 100 };
        var whole = new TemperatureController(options with { WarmUpSteps = 0 }, 1).BetaAt(0, Ramp);
        var controller = new TemperatureController(options, 1);
        Assert.Equal(0, controller.BetaAt(0, Ramp));
        Assert.Equal(0.25 * whole, controller.BetaAt(25, Ramp));
        Assert.Equal(whole, controller.BetaAt(100, Ramp));
        Assert.Equal(whole, controller.BetaAt(long.MaxValue, Ramp));
    }

    [Property]
    public void BetaAt_AnyLosses_TakesFewEvaluations(LossVector losses, Beta budget, byte tick)
    {
        var options = Steer(TemperatureControl.KullbackLeibler, budget.Value) with { EffectiveSampleSizeFloor = 1 + tick };
        Assert.InRange(Evaluations(options, losses.Values), 1, 30);
        Assert.InRange(Evaluations(Steer(TemperatureControl.EffectiveSampleSize, (tick + 1) / 257.0), losses.Values), 1, 30);
    }

    [Fact]
    public void BetaAt_LossesOfManyShapes_TakesFewEvaluations()
    {
        var bell = Bell(5000, 1, 0);
        double[][] shapes =
        [
            bell,
            [.. bell.Select(Math.Exp)],
            [.. bell.Select(x => -Math.Exp(5 * x))],
            [.. bell.Select((x, i) => i == 0 ? 1e6 : x)],
            [.. bell.Select((x, i) => i == 0 ? -1e12 : x)],
            [.. bell.Select((x, i) => i % 100 == 0 ? 2 + 0.3 * x : 0.05 + 0.01 * x)],
            [.. bell.Select((_, i) => i % 10 == 0 ? 1.0 : 0)],
        ];
        foreach (var losses in shapes)
        {
            foreach (var target in new[] { 0.001, 0.01, 0.1, 0.5, 0.9, 0.999 })
            {
                Assert.InRange(Evaluations(Steer(TemperatureControl.EffectiveSampleSize, target), losses), 1, 25);
                Assert.InRange(Evaluations(Steer(TemperatureControl.KullbackLeibler, 3 * target), losses), 1, 25);
            }
        }

        Assert.InRange(Evaluations(Steer(TemperatureControl.EffectiveSampleSize, 0.3), bell), 1, 8);
        Assert.InRange(Evaluations(Steer(TemperatureControl.KullbackLeibler, 1), bell), 1, 8);
        Assert.Equal(1, Evaluations(new TemperatureOptions { EffectiveSampleSizeFloor = 100 }, bell));
    }

    [Fact]
    public async Task BetaAt_MomentsOfBlocksFromElsewhere_GivesTheSameBitsEachTime()
    {
        var losses = Bell(1000, 0.2, 1);
        var reference = losses.Max();
        async ValueTask<LossMoments> FromBlocks(double beta)
        {
            var sum = default(LossMoments);
            for (var block = 0; block < 10; block++)
            {
                await Task.Yield();
                sum = sum.Add(LossMoments.Of(losses.AsSpan(100 * block, 100), beta, reference));
            }

            return sum;
        }

        foreach (var options in new[] { Steer(TemperatureControl.EffectiveSampleSize, 0.4), Steer(TemperatureControl.KullbackLeibler, 0.6) })
        {
            var controller = new TemperatureController(options, 1);
            var first = await controller.BetaAtAsync(50, FromBlocks);
            Assert.Equal(controller.BetaAt(50, losses), first, Close * first);

            // Neither what it was asked before nor the given beta leaves a trace.
            controller.BetaAt(0, Ramp);
            Assert.Equal(first, await controller.BetaAtAsync(50, FromBlocks));
            Assert.Equal(first, await new TemperatureController(options, 99).BetaAtAsync(100, FromBlocks));
        }
    }

    [Fact]
    public void IsDue_FixedBeta_EndsWithTheWarmUp()
    {
        long[] Due(TemperatureOptions options) => [.. Enumerable.Range(0, 100).Select(step => (long)step).Where(new TemperatureController(options, 1).IsDue)];
        Assert.Equal([0], Due(new TemperatureOptions()));
        Assert.Equal([0], Due(new TemperatureOptions { Every = 1 }));
        Assert.Equal([0, 10, 20], Due(new TemperatureOptions { Every = 10, WarmUpSteps = 20 }));
        Assert.Equal([0, 10, 20, 30], Due(new TemperatureOptions { Every = 10, WarmUpSteps = 21 }));
        Assert.Equal([0, 30, 60, 90], Due(new TemperatureOptions { Every = 30, EffectiveSampleSizeFloor = 2 }));
        Assert.Equal([0, 50], Due(Steer(TemperatureControl.KullbackLeibler, 1)));
    }

    [Property]
    public void IsCollapsed_AnyLosses_IsOnlyTrueBelowTheFloorAndNeverAfterAnAdjustment(LossVector losses, Beta beta, byte cases)
    {
        var floor = 1 + cases / 8.0;
        var (values, count) = (losses.Values, losses.Values.Length);
        var controller = new TemperatureController(new TemperatureOptions { EffectiveSampleSizeFloor = floor }, beta.Value);
        var q = Exact.Softmax(values, beta.Value);
        if (controller.IsCollapsed(q.Max(), count))
        {
            Assert.True(Divergence.EffectiveSampleSize(q) < Math.Min(floor, count));
        }

        var lowered = controller.BetaAt(0, values);
        Assert.False(controller.IsCollapsed(LossMoments.Of(values, lowered, values.Max()).LargestProbability, count));
    }

    [Fact]
    public void IsCollapsed_OneCaseTakesMoreThanTheRootOfTheFloor_IsTrue()
    {
        var controller = new TemperatureController(new TemperatureOptions { EffectiveSampleSizeFloor = 16 }, 10);
        Assert.False(controller.IsCollapsed(0.25, 1000));
        Assert.True(controller.IsCollapsed(0.2501, 1000));

        // The floor is at most the number of seen cases.
        Assert.False(controller.IsCollapsed(0.5, 4));
        Assert.True(controller.IsCollapsed(0.51, 4));
        Assert.False(controller.IsCollapsed(1, 1));
        Assert.False(controller.IsCollapsed(0, 0));
        Assert.False(new TemperatureController(new TemperatureOptions(), 10).IsCollapsed(1, 1000));
    }

    [Fact]
    public async Task All_BadArguments_Throw()
    {
        Assert.Throws<ArgumentOutOfRangeException>("beta", () => new TemperatureController(new TemperatureOptions(), -1));
        Assert.Throws<ArgumentOutOfRangeException>("beta", () => new TemperatureController(new TemperatureOptions(), double.PositiveInfinity));
        Assert.Throws<ArgumentNullException>(() => new TemperatureController(null!, 1));
        var controller = Steering(TemperatureControl.KullbackLeibler, 1);
        Assert.Throws<ArgumentOutOfRangeException>(() => controller.BetaAt(-1, Ramp));
        Assert.Throws<ArgumentOutOfRangeException>(() => controller.IsDue(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => controller.IsCollapsed(-0.1, 4));
        Assert.Throws<ArgumentOutOfRangeException>(() => controller.IsCollapsed(double.NaN, 4));
        Assert.Throws<ArgumentOutOfRangeException>(() => controller.IsCollapsed(0.1, -1));
        await Assert.ThrowsAsync<TimeoutException>(async () => await controller.BetaAtAsync(0, _ => throw new TimeoutException()));
    }

    private static TemperatureOptions Steer(TemperatureControl control, double target) => new() { Control = control, Target = target };

    private static TemperatureController Steering(TemperatureControl control, double target) => new(Steer(control, target), 1);

    private static int Evaluations(TemperatureOptions options, double[] losses)
    {
        var (count, reference) = (0, losses.Max());
        new TemperatureController(options, 1).BetaAt(0, beta =>
        {
            count++;
            return LossMoments.Of(losses, beta, reference);
        });
        return count;
    }

    private static double[] Bell(int count, double sigma, double mean)
    {
        var random = new CounterRandom(1, RandomPurpose.Data, 0, 0);
        var losses = new double[count];
        foreach (ref var loss in losses.AsSpan())
        {
            loss = mean + sigma * random.NextGaussian();
        }

        return losses;
    }
}
