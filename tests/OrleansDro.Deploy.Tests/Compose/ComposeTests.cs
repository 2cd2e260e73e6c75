using System.Text.Json;
using OrleansDro.FaultInjection.Processes;
using YamlDotNet.RepresentationModel;

namespace OrleansDro.Deploy.Tests.Compose;

/// <summary>What <c>compose.yaml</c> says, against the command and the files that it mounts.</summary>
public sealed class ComposeTests
{
    private readonly ComposeFile _compose = ComposeFile.Read();

    private IEnumerable<ComposeService> Silos => _compose.Services.Where(service => service.Key is "control" or "trainer").Select(service => service.Value);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Silos_Arguments_AreTaken()
    {
        Assert.Equal(["control", "grafana", "prometheus", "redis", "trainer"], _compose.Services.Keys.Order());
        Assert.All(Silos, silo => SiloArguments.AssertTaken(silo.Command));
        Assert.All(Silos.SelectMany(silo => silo.Environment.Keys), variable => Assert.Contains(variable, SiloArguments.Variables));
        Assert.All(Silos, silo => Assert.True(silo.ReadOnly));
        Assert.All(_compose.Services.Values.SelectMany(service => service.Ports), port => Assert.StartsWith("127.0.0.1:", port, StringComparison.Ordinal));
    }

    [Fact]
    public void Mounts_OfFiles_Exist()
    {
        var sources = _compose.Services.Values.SelectMany(service => service.Volumes).Select(volume => volume.Split(':')[0]).ToArray();
        Assert.All(sources.Where(source => source.StartsWith('.')), source => Assert.True(Path.Exists(Path.GetFullPath(source, ComposeFile.Folder)), source));
        Assert.Equal(_compose.Volumes.Keys.Order(), sources.Where(source => char.IsAsciiLetter(source[0])).Distinct().Order());
        Assert.All(Silos.Select(silo => silo.Command), command => Assert.All(
            command.Where(argument => argument.Contains("-root=", StringComparison.Ordinal)).Select(argument => argument.Split('=')[1]),
            root => Assert.Contains(_compose.Silo.Volumes, volume => volume.Contains($":{root}", StringComparison.Ordinal) || volume.EndsWith($"}}:{root}:ro", StringComparison.Ordinal))));
    }

    [Fact]
    public async Task Prometheus_Configuration_AsksEachSilo()
    {
        Assert.SkipUnless(PrometheusServer.IsInstalled, "prometheus and promtool are not installed. On Debian and Ubuntu: apt-get install prometheus");
        var file = Path.Combine(ComposeFile.Folder, "prometheus.yml");
        var (exitCode, output) = await PrometheusServer.RunToolAsync(["check", "config", "--syntax-only", file], null, Token);
        Assert.True(exitCode == 0, output);
        var root = Root(file);
        var scrape = (YamlMappingNode)root["scrape_configs"][0];
        Assert.Equal("orleansdro", Text(scrape["job_name"]));
        var names = scrape["dns_sd_configs"][0];
        Assert.Equal(["control", "trainer"], ((YamlSequenceNode)names["names"]).Select(Text));
        Assert.All(Silos, silo => Assert.Contains($"--http-port={Text(names["port"])}", silo.Command));
        Assert.Contains(_compose.Services["prometheus"].Volumes, volume => volume.Contains($":{Text(root["rule_files"][0])}:", StringComparison.Ordinal));
    }

    [Fact]
    public void Grafana_Provisioning_FindsDataSourceAndDashboards()
    {
        var source = Root(Path.Combine(ComposeFile.Folder, "grafana", "datasources.yaml"))["datasources"][0];
        Assert.Equal(("prometheus", "http://prometheus:9090"), (Text(source["type"]), Text(source["url"])));
        var folder = Text(Root(Path.Combine(ComposeFile.Folder, "grafana", "dashboards.yaml"))["providers"][0]["options"]["path"]);
        var mount = Assert.Single(_compose.Services["grafana"].Volumes, volume => volume.Contains($":{folder}:", StringComparison.Ordinal));
        var files = Directory.GetFiles(Path.GetFullPath(mount.Split(':')[0], ComposeFile.Folder), "*.json");
        Assert.NotEmpty(files);
        Assert.All(files, file => Assert.Equal("prometheus", DataSourceOf(file)));
    }

    private static string? DataSourceOf(string dashboard)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(dashboard));
        return document.RootElement.GetProperty("templating").GetProperty("list").EnumerateArray()
            .Single(variable => variable.GetProperty("type").GetString() == "datasource").GetProperty("query").GetString();
    }

    private static YamlMappingNode Root(string file)
    {
        var stream = new YamlStream();
        using var reader = File.OpenText(file);
        stream.Load(reader);
        return (YamlMappingNode)stream.Documents.Single().RootNode;
    }

    private static string? Text(YamlNode node) => ((YamlScalarNode)node).Value;
}
