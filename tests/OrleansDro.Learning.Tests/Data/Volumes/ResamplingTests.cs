using OrleansDro.Learning.Data.Volumes;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Learning.Tests.Data.Volumes;

public sealed class ResamplingTests
{
    private static readonly VolumeShape Small = new(2, 3, 4), Double = new(4, 6, 8);

    [Fact]
    public void Linear_OfALinearImage_StaysLinearInside()
    {
        var source = Positions(Small, (z, y, x) => (100 * z) + (10 * y) + x);

        var result = Resampling.Linear(source, Small, Double);

        // Voxel 2i and 2i + 1 of the finer grid lie a quarter of a voxel before and behind voxel i.
        Assert.Equal((100 * 0.75f) + (10 * 1.25f) + 1.75f, result[(2 * 48) + (3 * 8) + 4], 1e-4f);
        Assert.Equal(source[0], result[0]); // beyond the outermost centers the value is held
    }

    [Fact]
    public void Nearest_ToAFinerGridAndBack_IsTheSame()
    {
        var source = Positions(Small, (z, y, x) => (100 * z) + (10 * y) + x);

        var fine = Resampling.Nearest<float>(source, Small, Double);

        Assert.Equal(source[1], fine[3]);
        Assert.Equal(source, Resampling.Nearest<float>(fine, Double, Small));
    }

    [Fact]
    public void Both_SameShape_ChangeNothing()
    {
        var source = Positions(Small, (z, y, x) => (z * y) + x);

        Assert.Equal(source, Resampling.Linear(source, Small, Small));
        Assert.Equal(source, Resampling.Nearest<float>(source, Small, Small));
    }

    [Fact]
    public void ShapeFor_OtherSpacing_CoversTheSameSpace()
    {
        var shape = Resampling.ShapeFor(new VolumeShape(10, 20, 30), new VolumeSpacing(3, 1, 0.5), new VolumeSpacing(1, 1, 1));

        Assert.Equal(new VolumeShape(30, 20, 15), shape);
    }

    [Fact]
    public void ShapeFor_MicroscopicSpacing_IsRefused() => Assert.Throws<InvalidInputException>(
        () => Resampling.ShapeFor(new VolumeShape(100, 100, 100), new VolumeSpacing(1, 1, 1), new VolumeSpacing(1e-6, 1e-6, 1e-6)));

    private static float[] Positions(VolumeShape shape, Func<int, int, int, float> value) =>
        [.. from z in Enumerable.Range(0, shape.Depth) from y in Enumerable.Range(0, shape.Height) from x in Enumerable.Range(0, shape.Width) select value(z, y, x)];
}
