using OrleansDro.FaultInjection.Processes;

namespace OrleansDro.Cluster.Tests.Monitoring;

/// <summary>The alerts fire when they should, and at no other time.</summary>
public sealed class RuleTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    internal static string File { get; } = Path.Combine(Repository.Root, "dashboards", "prometheus", "orleansdro.rules.yml");

    [Theory]
    [InlineData("check", "orleansdro.rules.yml")]
    [InlineData("test", "orleansdro.rules.test.yml")]
    public async Task Promtool_OfTheRules_IsContent(string command, string file)
    {
        Requirements.SkipWithoutPrometheus();
        var (exitCode, output) = await PrometheusServer.RunToolAsync([command, "rules", Path.Combine(Path.GetDirectoryName(File)!, file)], null, Token);
        Assert.True(exitCode == 0, output);
    }

    /// <summary>An alert without a test could never fire.</summary>
    [Fact]
    public async Task EachAlert_IsFiredByATest()
    {
        var rules = await System.IO.File.ReadAllLinesAsync(File, Token);
        var tests = await System.IO.File.ReadAllTextAsync(File.Replace(".yml", ".test.yml", StringComparison.Ordinal), Token);
        var alerts = rules.Select(line => line.Trim()).Where(line => line.StartsWith("- alert: ", StringComparison.Ordinal)).Select(line => line["- alert: ".Length..]).ToArray();
        Assert.NotEmpty(alerts);
        Assert.All(alerts, alert => Assert.Contains($"alertname: {alert}\n        exp_alerts:", tests, StringComparison.Ordinal));
    }
}
