using OrleansDro.Cli.Options;

namespace OrleansDro.Cli.Tests.Options;

public sealed class DeviceListTests
{
    [Theory]
    [InlineData("cpu", "cpu:0")]
    [InlineData("cpu:1", "cpu:0")]
    [InlineData("cpu:4", "cpu:0 cpu:1 cpu:2 cpu:3")]
    [InlineData("cuda:0,cuda:1", "cuda:0 cuda:1")]
    [InlineData("cuda:3", "cuda:3")]
    [InlineData("cpu:2,cuda:0", "cpu:0 cpu:1 cuda:0")]
    public void TryParse_Devices_NamesEach(string text, string expected)
    {
        Assert.True(DeviceList.TryParse(text, out var devices));
        Assert.Equal(expected.Split(' '), devices);
    }

    [Theory]
    [InlineData("")]
    [InlineData("cpu:0")]
    [InlineData("cpu:-1")]
    [InlineData("cpu:1025")]
    [InlineData("cpu:99999999999")]
    [InlineData("cpu:x")]
    [InlineData("cpu:1:2")]
    [InlineData("cpu,cpu")]
    [InlineData("cpu, cuda:0")]
    [InlineData("cuda")]
    [InlineData("cuda:0,cuda:0")]
    [InlineData("gpu:0")]
    [InlineData("CPU")]
    [InlineData("cpu:2,")]
    public void TryParse_SomethingElse_IsRefused(string text) => Assert.False(DeviceList.TryParse(text, out _));
}
