using OrleansDro.Hosting.Cluster;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Hosting.Tests.Cluster;

public sealed class RedisAddressTests
{
    [Theory]
    [InlineData("127.0.0.1:6379", "127.0.0.1", 6379)]
    [InlineData("redis.example.org:1", "redis.example.org", 1)]
    [InlineData("redis:65535", "redis", 65535)]
    [InlineData("[::1]:6379", "::1", 6379)]
    public void TryParse_HostAndPort_CanBeWrittenAgain(string text, string host, int port)
    {
        Assert.True(RedisAddress.TryParse(text, out var address));
        Assert.Equal((host, port, text), (address.Host, address.Port, address.ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("localhost")]
    [InlineData("localhost:")]
    [InlineData(":6379")]
    [InlineData("localhost:0")]
    [InlineData("localhost:65536")]
    [InlineData("localhost:-1")]
    [InlineData("localhost:6379,password=secret")]
    [InlineData("redis://localhost:6379")]
    [InlineData("::1:6379")]
    [InlineData("[localhost]:6379")]
    [InlineData("a b:6379")]
    public void TryParse_SomethingElse_IsRefused(string text) => Assert.False(RedisAddress.TryParse(text, out _));

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a/b")]
    [InlineData("ä")]
    public void Cluster_NameWithOtherCharacters_IsRefused(string name)
    {
        Assert.True(RedisAddress.TryParse("localhost:6379", out var redis));
        Assert.Throws<InvalidInputException>(() => new ClusterAddress(new RedisAccess(redis), name));
    }

    [Fact]
    public void Cluster_DifferentNames_KeepTheirStateApart()
    {
        Assert.True(RedisAddress.TryParse("localhost:6379", out var redis));
        Assert.NotEqual(new ClusterAddress(new RedisAccess(redis), "one").ServiceId, new ClusterAddress(new RedisAccess(redis), "two").ServiceId);
    }
}
