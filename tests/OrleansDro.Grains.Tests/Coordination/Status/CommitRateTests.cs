using Microsoft.Extensions.Time.Testing;
using OrleansDro.Grains.Coordination.Status;

namespace OrleansDro.Grains.Tests.Coordination.Status;

public sealed class CommitRateTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void Read_RunRolledBack_IsMeasuredFromThereAndNeverNegative()
    {
        var rate = new CommitRate(_clock);
        rate.Read(100);
        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(5, rate.Read(110));
        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(0, rate.Read(40));
        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(3, rate.Read(46));
    }
}
