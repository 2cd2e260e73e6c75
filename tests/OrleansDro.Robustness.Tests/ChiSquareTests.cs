namespace OrleansDro.Robustness.Tests;

public sealed class ChiSquareTests
{
    [Theory]
    [InlineData(3.841458820694124, 1, 0.05)]
    [InlineData(18.307038053275146, 10, 0.05)]
    [InlineData(149.4492530979588, 100, 0.001)]
    [InlineData(2.5582121601872067, 10, 0.99)]
    public void UpperTail_TabulatedQuantile_ReturnsItsProbability(double value, int degreesOfFreedom, double probability)
        => Assert.Equal(probability, ChiSquare.UpperTail(value, degreesOfFreedom), 1e-3 * probability);

    [Fact]
    public void AssertFits_WrongProbabilities_Fails()
        => Assert.ThrowsAny<Exception>(() => ChiSquare.AssertFits([5_300, 4_700], [0.5, 0.5]));

    [Fact]
    public void AssertFits_ImpossibleCellOccurred_Fails()
        => Assert.ThrowsAny<Exception>(() => ChiSquare.AssertFits([10_000, 1], [1, 0]));
}
