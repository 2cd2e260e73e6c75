using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;
using k8s.Models;

namespace OrleansDro.Deploy.Tests.Kubernetes;

/// <summary>Dashboards and rules in the cluster are those of <c>dashboards/</c>.</summary>
public sealed class MonitoringTests
{
    private static readonly string Dashboards = Path.Combine(Repository.Root, "dashboards");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ConfigMap_Dashboards_AreTheFiles()
    {
        var map = (await Build()).Single<V1ConfigMap>("orleansdro-dashboards");
        var files = Directory.GetFiles(Path.Combine(Dashboards, "grafana"), "*.json");
        Assert.NotEmpty(files);
        Assert.Equal(files.Select(Path.GetFileName).Order(), map.Data.Keys.Order());
        foreach (var file in files)
        {
            Assert.Equal((await File.ReadAllTextAsync(file, Token)).TrimEnd(), map.Data[Path.GetFileName(file)].TrimEnd());
        }

        Assert.Equal("1", map.Metadata.Labels["grafana_dashboard"]);
        // 'kubectl apply' writes an object into one of its own annotations, which holds 256 KiB.
        Assert.InRange(map.Data.Values.Sum(text => text.Length), 1, 256 << 10);
    }

    [Fact]
    public async Task PrometheusRule_Groups_AreTheFile()
    {
        var reader = new DeserializerBuilder().WithNamingConvention(CamelCaseNamingConvention.Instance).Build();
        var file = reader.Deserialize<PrometheusRuleSpec>(await File.ReadAllTextAsync(Path.Combine(Dashboards, "prometheus", "orleansdro.rules.yml"), Token));
        var rules = (await Build()).Single<PrometheusRule>("orleansdro").Spec;
        Assert.NotEmpty(file.Groups);
        Assert.Equal(Text(file), Text(rules));

        static string Text(PrometheusRuleSpec rules) => new SerializerBuilder().Build().Serialize(rules);
    }

    [Fact]
    public async Task ScaledObject_Query_AsksForTheMetricOfTheRuns()
    {
        Requirements.SkipWithoutKubectl();
        var trigger = Assert.Single((await Manifests.BuildAsync("spot", Token)).Single<ScaledObject>("orleansdro-trainer").Spec.Triggers);
        Assert.Equal(("prometheus", "sum(max by (run) (orleansdro_trainers_wanted))", "1"), (trigger.Type, trigger.Metadata["query"], trigger.Metadata["threshold"]));
    }

    private static Task<Manifests> Build()
    {
        Requirements.SkipWithoutKubectl();
        return Manifests.BuildAsync("gpu", Token);
    }
}
