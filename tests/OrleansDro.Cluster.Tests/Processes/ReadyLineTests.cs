using OrleansDro.FaultInjection.Processes;

namespace OrleansDro.Cluster.Tests.Processes;

public sealed class ReadyLineTests
{
    [Theory]
    [InlineData("Ready: silo=127.0.0.1:11111@123456 gateway=127.0.0.1:30000 http=http://127.0.0.1:5080/ roles=control,trainer devices=cpu:0,cpu:1")]
    [InlineData("Ready: silo=127.0.0.1:11111@123456 gateway=- http=- roles=control devices=-")]
    public void SiloOf_ReadyLine_IsItsAddress(string line) => Assert.Equal("127.0.0.1:11111@123456", ReadyLine.SiloOf(line));

    [Theory]
    [InlineData("")]
    [InlineData("Ready: soon")]
    [InlineData("info: Ready: silo=127.0.0.1:11111@123456 gateway=- http=- roles=control devices=-")]
    public void SiloOf_AnotherLine_IsNull(string line) => Assert.Null(ReadyLine.SiloOf(line));
}
