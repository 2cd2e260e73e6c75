using OrleansDro.Abstractions.Specs;
using OrleansDro.Grains.Autoscaling;

namespace OrleansDro.Grains.Tests.Autoscaling;

/// <summary>The numbers of trainers that are worth telling apart.</summary>
public sealed class TrainerCountsTests
{
    [Theory]
    [InlineData(1, "1:", new[] { 1 })]
    [InlineData(4, "1:", new[] { 1, 2, 4 })]
    [InlineData(5, "1:", new[] { 1, 2, 3, 5 })]
    [InlineData(6, "1:", new[] { 1, 2, 3, 6 })]
    [InlineData(12, "1:", new[] { 1, 2, 4, 6, 12 })]
    [InlineData(12, "1:5", new[] { 1, 2, 4 })]
    [InlineData(16, "3:7", new[] { 3, 6 })]
    [InlineData(64, "1:48", new[] { 1, 2, 4, 8, 16, 32 })]
    [InlineData(2, "3:9", new[] { 3 })]
    public void UpTo_All_EachHasASmallerLargestPartThanTheOneBefore(int microBatches, string range, int[] expected)
    {
        Assert.True(TrainerRange.TryParse(range, out var trainers));
        Assert.Equal(expected, new TrainerCounts(microBatches, trainers).UpTo(int.MaxValue));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(3, 2)]
    [InlineData(4, 4)]
    [InlineData(9, 4)]
    public void Fit_OfFourMicroBatches_IsTheFewestThatAreAsFast(int present, int expected) => Assert.Equal(expected, new TrainerCounts(4, TrainerRange.Any).Fit(present));

    [Fact]
    public void Below_NumberBetweenOthers_IsTheNextSmallerOne()
    {
        var counts = new TrainerCounts(12, TrainerRange.Any);
        Assert.Equal((2, 2, null), (counts.Below(3), counts.Below(4), counts.Below(1)));
    }
}
