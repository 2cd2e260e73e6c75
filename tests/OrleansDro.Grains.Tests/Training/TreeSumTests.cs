using OrleansDro.Grains.Training;

namespace OrleansDro.Grains.Tests.Training;

public sealed class TreeSumTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(8)]
    public void InPlace_WholeNumbers_IsTheSum(int parts)
    {
        var vectors = Enumerable.Range(0, parts).Select(part => new float[] { part, 1, -part }).ToArray();
        Assert.Equal([parts * (parts - 1) / 2, parts, -parts * (parts - 1) / 2], TreeSum.InPlace(vectors));
    }

    /// <summary>1 + 1e8 rounds to 1e8 in float32: the order of the additions shows in the result.</summary>
    [Fact]
    public void InPlace_FourParts_AddsPairsFirst() =>
        Assert.Equal([(1e8f + 1f) + (-1e8f + 1f)], TreeSum.InPlace([[1e8f], [1f], [-1e8f], [1f]]));

    [Fact]
    public void Of_FourParts_AddsPairsFirst() => Assert.Equal((1e16 + 1) + (-1e16 + 3), TreeSum.Of([1e16, 1, -1e16, 3]));
}
