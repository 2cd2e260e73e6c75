using OrleansDro.Learning.Data.Volumes;

namespace OrleansDro.Learning.Tests.Data.Volumes;

public sealed class AffineTransformTests
{
    [Fact]
    public void Inverse_AfterTheTransform_BringsEveryPointBack()
    {
        var transform = new AffineTransform([0.3, -2, 0.1, 10, 1.5, 0.2, -0.4, -20, 0.7, 0, 3, 5]);

        var (x, y, z) = transform.Inverse().After(transform).Apply(1, -2, 3);

        Assert.Equal(1, x, 1e-12);
        Assert.Equal(-2, y, 1e-12);
        Assert.Equal(3, z, 1e-12);
    }

    [Fact]
    public void After_Apply_IsOneTransformAfterTheOther()
    {
        var first = new AffineTransform([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
        var second = new AffineTransform([2, 0, 1, 1, 0, 3, 0, 2, 1, 1, 1, 3]);
        var (x, y, z) = first.Apply(1, 2, 3);

        Assert.Equal(second.Apply(x, y, z), second.After(first).Apply(1, 2, 3));
    }

    [Fact]
    public void Inverse_OfAFlatTransform_Throws()
    {
        var flat = new AffineTransform([1, 2, 3, 0, 2, 4, 6, 0, 0, 0, 1, 0]);

        Assert.False(flat.IsInvertible);
        Assert.Throws<InvalidOperationException>(flat.Inverse);
    }
}
