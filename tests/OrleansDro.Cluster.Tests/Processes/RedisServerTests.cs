using OrleansDro.FaultInjection.Processes;

namespace OrleansDro.Cluster.Tests.Processes;

public sealed class RedisServerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Start_AfterItEnded_SamePortAndData(bool isKilled)
    {
        Requirements.SkipUnlessMet();
        await using var redis = await RedisServer.StartNewAsync(Token);
        Assert.Equal("+OK", await redis.AskAsync("SET kept yes", Token));
        var address = redis.Address;

        await (isKilled ? redis.KillAsync() : redis.StopAsync());
        Assert.False(await redis.AnswersAsync(Token));

        await redis.StartAsync(Token);
        Assert.Equal(address, redis.Address);
        Assert.Equal(":1", await redis.AskAsync("EXISTS kept", Token));
    }

    [Fact]
    public async Task Suspend_AnswersNothingUntilContinue()
    {
        Requirements.SkipUnlessMet();
        await using var redis = await RedisServer.StartNewAsync(Token);
        redis.Suspend();
        Assert.False(await redis.AnswersAsync(Token));
        redis.Continue();
        Assert.True(await redis.AnswersAsync(Token));
    }

    [Fact]
    public async Task Start_WhileItRuns_IsRefused()
    {
        Requirements.SkipUnlessMet();
        await using var redis = await RedisServer.StartNewAsync(Token);
        await Assert.ThrowsAsync<InvalidOperationException>(() => redis.StartAsync(Token));
    }

    [Fact]
    public async Task Start_TwoServers_DifferentPorts()
    {
        Requirements.SkipUnlessMet();
        await using var one = await RedisServer.StartNewAsync(Token);
        await using var other = await RedisServer.StartNewAsync(Token);
        Assert.NotEqual(one.Port, other.Port);
    }
}
