using OrleansDro.Hosting.Cluster;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Hosting.Tests.Cluster;

public sealed class RedisAccessTests
{
    private static readonly RedisAddress Address = RedisAddress.TryParse("localhost:6379", out var address) ? address : throw new FormatException();

    [Fact]
    public void ToOptions_AnyAddress_OutlivesARestartOfRedis() => Assert.False(new RedisAccess(Address).ToOptions().AbortOnConnectFail);

    [Fact]
    public void ToOptions_UserPasswordAndTls_AreTaken()
    {
        var options = new RedisAccess(Address) { User = "trainer", Password = "secret", UsesTls = true }.ToOptions();
        Assert.Equal(("trainer", "secret", true), (options.User, options.Password, options.Ssl));
    }

    [Fact]
    public void ToOptions_NothingGiven_IsPlain() => Assert.False(new RedisAccess(Address).ToOptions().Ssl);

    [Fact]
    public void ToOptions_AuthorityWithoutCertificate_NamesTheFile()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("ca.pem", "no certificate");
        var exception = Assert.Throws<InvalidInputException>(() => new RedisAccess(Address) { UsesTls = true, Authority = file }.ToOptions());
        Assert.StartsWith(file, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AsText_DoesNotShowThePassword()
    {
        var access = new RedisAccess(Address) { User = "trainer", Password = "secret" };
        Assert.Equal("orleansdro on localhost:6379", new ClusterAddress(access).ToString());
        Assert.Equal("localhost:6379", access.ToString());
    }
}
