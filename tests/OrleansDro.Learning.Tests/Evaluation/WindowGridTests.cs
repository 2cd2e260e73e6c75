using OrleansDro.Learning.Evaluation;

namespace OrleansDro.Learning.Tests.Evaluation;

public sealed class WindowGridTests
{
    [Theory]
    [InlineData(10, 16)]
    [InlineData(16, 16)]
    [InlineData(17, 16)]
    [InlineData(51, 48)]
    [InlineData(100, 16)]
    public void Starts_AnyExtent_CoversWithAtLeastHalfOverlap(int extent, int window)
    {
        var starts = WindowGrid.Starts(extent, window);
        Assert.Equal(0, starts[0]);
        Assert.Equal(Math.Max(0, extent - window), starts[^1]);
        Assert.All(starts.Zip(starts.Skip(1)), pair => Assert.InRange(pair.Second - pair.First, 1, window / 2));
    }

    [Fact]
    public void Importance_Window_IsLargestAtTheCenterAndSymmetric()
    {
        var weights = WindowGrid.Importance([4, 4, 4]);
        Assert.Equal(weights.Max(), weights[21]);
        Assert.Equal(weights, weights.Reverse());
        Assert.True(weights.Min() > 0);
    }
}
