using OrleansDro.FaultInjection.Processes;

namespace OrleansDro.Cluster.Tests.Processes;

public sealed class SiloAnnouncementTests
{
    [Fact]
    public void Parse_AllThere_IsRead()
    {
        var announcement = SiloAnnouncement.Parse("Ready: silo=127.0.0.1:11111@123456 gateway=127.0.0.1:30000 http=http://127.0.0.1:5080/ roles=control,trainer devices=cpu:0,cpu:1");
        Assert.NotNull(announcement);
        Assert.Equal("127.0.0.1:11111@123456", announcement.Silo);
        Assert.Equal("127.0.0.1:30000", announcement.Gateway);
        Assert.Equal(new Uri("http://127.0.0.1:5080/"), announcement.Http);
        Assert.Equal(["cpu:0", "cpu:1"], announcement.Devices);
    }

    [Fact]
    public void Parse_Dashes_AreNothing()
    {
        var announcement = SiloAnnouncement.Parse("Ready: silo=127.0.0.1:11111@123456 gateway=- http=- roles=control devices=-");
        Assert.NotNull(announcement);
        Assert.Null(announcement.Gateway);
        Assert.Null(announcement.Http);
        Assert.Empty(announcement.Devices);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Ready: soon")]
    [InlineData("info: Ready: silo=127.0.0.1:11111@123456 gateway=- http=- roles=control devices=-")]
    public void Parse_AnotherLine_IsNull(string line) => Assert.Null(SiloAnnouncement.Parse(line));
}
