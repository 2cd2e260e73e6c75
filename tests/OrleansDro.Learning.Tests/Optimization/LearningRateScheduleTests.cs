using OrleansDro.Learning.Optimization;

namespace OrleansDro.Learning.Tests.Optimization;

public sealed class LearningRateScheduleTests
{
    [Theory]
    [InlineData(LearningRateCurve.Constant, 0, 1)]
    [InlineData(LearningRateCurve.Constant, 99, 1)]
    [InlineData(LearningRateCurve.Polynomial, 0, 1)]
    [InlineData(LearningRateCurve.Polynomial, 50, 0.5358867312681466)]
    [InlineData(LearningRateCurve.Cosine, 0, 1)]
    [InlineData(LearningRateCurve.Cosine, 50, 0.5)]
    [InlineData(LearningRateCurve.Cosine, 100, 0)]
    public void Factor_KnownSteps_KnownValues(LearningRateCurve curve, long step, double expected) =>
        Assert.Equal(expected, new LearningRateSchedule { Name = curve }.Factor(step, 100), 12);

    [Fact]
    public void Factor_WarmUp_RisesToOne()
    {
        var schedule = new LearningRateSchedule { Name = LearningRateCurve.Constant, WarmUpSteps = 4 };
        Assert.Equal([0.2, 0.4, 0.6, 0.8, 1.0], Enumerable.Range(0, 5).Select(step => schedule.Factor(step, 100)));
    }
}
