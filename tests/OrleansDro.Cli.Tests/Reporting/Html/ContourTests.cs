namespace OrleansDro.Cli.Tests.Reporting.Html;

public sealed class ContourTests
{
    [Fact]
    public void Trace_Rectangle_HasOneLineForEachSide() =>
        Assert.Equal("M1 1h2M1 2h2M1 1v1M3 1v1", Contour.Trace([0, 0, 0, 0, 0, 1, 1, 0, 0, 2, 0, 0], 4, 3, 1));

    [Fact]
    public void Trace_WholePicture_FollowsItsBorder() => Assert.Equal("M0 0h2M0 1h2M0 0v1M2 0v1", Contour.Trace([1, 1], 2, 1, 1));

    [Fact]
    public void Trace_AbsentLabel_IsEmpty() => Assert.Empty(Contour.Trace([0, 2], 2, 1, 1));
}
