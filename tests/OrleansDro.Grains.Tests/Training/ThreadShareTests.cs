using OrleansDro.Grains.Training.Lifecycle;

namespace OrleansDro.Grains.Tests.Training;

public sealed class ThreadShareTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(2, 2, 1)]
    [InlineData(1, 2, 2)]
    [InlineData(2, 5, 2)]
    [InlineData(1, 2, 4)]
    public void Excess_ThreadsFitTheShare_IsNull(int threads, int cores, int devices) => Assert.Null(ThreadShare.Excess(threads, cores, devices));

    [Theory]
    [InlineData(2, 1, 1, 1)]
    [InlineData(2, 2, 2, 1)]
    [InlineData(3, 5, 2, 2)]
    [InlineData(2, 2, 4, 1)]
    public void Excess_MoreThreadsThanTheShare_NamesTheFieldAndTheValueThatFits(int threads, int cores, int devices, int fits) =>
        Assert.Contains($"Set compute.threads to {fits} ", ThreadShare.Excess(threads, cores, devices), StringComparison.Ordinal);
}
