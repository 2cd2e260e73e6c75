using System.CommandLine;
using System.Net;
using OrleansDro.Cli.Commands;
using OrleansDro.Cli.Options;
using OrleansDro.Grains;
using OrleansDro.Hosting.Cluster;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Cli.Tests.Options;

public sealed class SiloOptionsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Create_RoleAndRedisOnly_HasTheDefaults()
    {
        var options = Create("--role", "all", "--redis", "localhost:6379");
        Assert.Equal(("orleansdro", "localhost:6379"), (options.Cluster.Name, options.Cluster.Redis.ToString()));
        Assert.Equal((NodeRoles.All, "cpu:0"), (options.Node.Roles, Assert.Single(options.Node.Devices)));
        Assert.Equal((0, 0, IPAddress.Loopback), (options.SiloPort, options.GatewayPort, options.AdvertisedAddress));
        Assert.Equal(TimeSpan.FromSeconds(30), options.StartTimeout);
        Assert.Null(options.Http);
        Assert.Null(options.Node.CheckpointRoot);
        Assert.Null(options.Node.DataRoot);
        Assert.False(options.Node.AllowsAnyFolder);
        Assert.Null(options.Cluster.Tls);
        Assert.Equal((false, null), (options.Cluster.Redis.UsesTls, options.Cluster.Redis.Authority));
    }

    [Fact]
    public void Create_TlsFiles_AreTaken()
    {
        var options = Create("--role", "all", "--redis", "localhost:6379", "--redis-tls", "--redis-ca", "redis.pem", "--tls-certificate", "tls.crt", "--tls-key", "tls.key", "--tls-ca", "ca.crt");
        Assert.Equal(new TlsFiles("tls.crt", "tls.key", "ca.crt"), options.Cluster.Tls);
        Assert.Equal((true, "redis.pem"), (options.Cluster.Redis.UsesTls, options.Cluster.Redis.Authority));
    }

    [Theory]
    [InlineData("missing: --tls-ca.", "--tls-certificate", "tls.crt", "--tls-key", "tls.key")]
    [InlineData("missing: --tls-certificate, --tls-key.", "--tls-ca", "ca.crt")]
    [InlineData("use --redis-tls as well", "--redis-ca", "redis.pem")]
    [InlineData("--http-address must be an IP address", "--http-port", "0", "--http-address", "silo.example.org")]
    [InlineData("'*' (HttpApiOptions.Hosts)", "--http-port", "0", "--http-host", "*")]
    public void Create_NotSafe_IsRefused(string expected, params string[] arguments) => Assert.Contains(
        expected, Assert.Throws<InvalidInputException>(() => Create(["--role", "all", "--redis", "localhost:6379", .. arguments])).Message, StringComparison.Ordinal);

    [Fact]
    public void Create_HttpAddressAndHosts_AreTaken()
    {
        var http = Create("--role", "all", "--redis", "localhost:6379", "--http-port", "0", "--http-address", "127.0.0.2", "--http-host", "one.example.org", "two.example.org", "--http-host", "fd00::5").Http!;
        Assert.Equal("127.0.0.2", http.Address.ToString());
        Assert.Equal(["one.example.org", "two.example.org", "fd00::5"], http.Hosts);
    }

    [Fact]
    public void Create_ControlSilo_HasNoDevices() => Assert.Empty(Create("--role", "control", "--redis", "localhost:6379").Node.Devices);

    [Fact]
    public void Create_AllGiven_TakesAll()
    {
        var checkpoints = _folder.File("checkpoints");
        var options = Create(
            "--role", "trainer", "--redis", "[::1]:6380", "--cluster", "lab-1", "--devices", "cpu:2", "--http-port", "0", "--advertise", "10.0.0.5", "--redis-timeout", "7",
            "--checkpoint-root", checkpoints, "--data-root", _folder.Path);
        Assert.Equal(("lab-1", "[::1]:6380"), (options.Cluster.Name, options.Cluster.Redis.ToString()));
        Assert.Equal((NodeRoles.Trainer, 2), (options.Node.Roles, options.Node.Devices.Count));
        Assert.Equal((IPAddress.Parse("10.0.0.5"), TimeSpan.FromSeconds(7), 0), (options.AdvertisedAddress, options.StartTimeout, options.Http?.Port));
        Assert.Equal((checkpoints, _folder.Path), (options.Node.CheckpointRoot, options.Node.DataRoot));
        Assert.True(Directory.Exists(checkpoints));
    }

    [Theory]
    [InlineData(NodeRoles.All, true, "Ready: silo=10.0.0.5:11111@7 gateway=10.0.0.5:30000 http=http://127.0.0.1:5080/ roles=control,trainer devices=cpu:0,cpu:1")]
    [InlineData(NodeRoles.Control, false, "Ready: silo=10.0.0.5:11111@7 gateway=10.0.0.5:30000 http=- roles=control devices=-")]
    [InlineData(NodeRoles.Trainer, false, "Ready: silo=10.0.0.5:11111@7 gateway=- http=- roles=trainer devices=cpu:0,cpu:1")]
    public void ReadyLine_Silo_HasItsFixedForm(NodeRoles roles, bool hasHttp, string expected)
    {
        var node = new NodeOptions { Roles = roles, Devices = roles == NodeRoles.Control ? [] : ["cpu:0", "cpu:1"] };
        var gateway = roles == NodeRoles.Trainer ? null : new IPEndPoint(IPAddress.Parse("10.0.0.5"), 30000);
        var endpoints = new SiloEndpoints("10.0.0.5:11111@7", gateway, hasHttp ? new Uri("http://127.0.0.1:5080") : null);
        Assert.Equal(expected, ReadyLine.Format(node, endpoints));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Create_OrleansDashboard_IsOffUnlessAskedFor(bool isAskedFor)
    {
        string[] asked = isAskedFor ? ["--orleans-dashboard"] : [];
        Assert.Equal(isAskedFor, Create(["--role", "all", "--redis", "localhost:6379", "--http-port", "0", .. asked]).Http!.OrleansDashboard);
    }

    public void Dispose() => _folder.Dispose();

    private static ClusterSiloOptions Create(params string[] arguments)
    {
        var options = new SiloOptions();
        var command = new RootCommand();
        options.AddTo(command);
        var parsed = command.Parse(arguments);
        Assert.Empty(parsed.Errors);
        return options.Create(parsed);
    }
}
