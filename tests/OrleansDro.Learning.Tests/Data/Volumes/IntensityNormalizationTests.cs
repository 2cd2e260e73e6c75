using OrleansDro.Learning.Data.Volumes;

namespace OrleansDro.Learning.Tests.Data.Volumes;

public sealed class IntensityNormalizationTests
{
    [Theory]
    [InlineData(1, 0)]
    [InlineData(1.7e6, 0)]
    [InlineData(1e-6, 0)]
    [InlineData(3, 1000)]
    [InlineData(-5, 0)]
    public void Apply_AnyUnit_HasMeanZeroAndDeviationOneAndTheSameShape(double scale, double offset)
    {
        var ramp = Enumerable.Range(0, 1000).Select(i => (float)((scale * i) + offset)).ToArray();
        var reference = Enumerable.Range(0, 1000).Select(i => (float)(Math.Sign(scale) * i)).ToArray();

        IntensityNormalization.Apply(ramp);
        IntensityNormalization.Apply(reference);

        Assert.Equal(0, ramp.Average(), 1e-4);
        Assert.Equal(1, ramp.Average(value => value * value), 1e-3);
        for (var i = 0; i < ramp.Length; i++)
        {
            Assert.Equal(reference[i], ramp[i], 1e-3);
        }
    }

    [Fact]
    public void Apply_SingleHotVoxel_DoesNotFlattenTheRest()
    {
        var values = Enumerable.Range(0, 1000).Select(i => (float)(i % 10)).ToArray();
        values[500] = 1e9f;

        IntensityNormalization.Apply(values);

        Assert.Equal(values[9], values[500]); // clipped to the brightest of the others
        Assert.True(values[9] - values[0] > 2);
    }

    [Fact]
    public void Apply_AlmostEmptyImage_KeepsItsContent()
    {
        var values = new float[1000];
        values[7] = 5;

        IntensityNormalization.Apply(values);

        Assert.True(values[7] > 10);
        Assert.Equal(0, values.Average(), 1e-5);
    }

    [Fact]
    public void Apply_ConstantImage_IsZero()
    {
        var values = Enumerable.Repeat(42f, 10).ToArray();

        IntensityNormalization.Apply(values);

        Assert.All(values, value => Assert.Equal(0, value));
    }
}
