using OrleansDro.FaultInjection.Processes;

namespace OrleansDro.Cluster.Tests;

/// <summary>What tests on real processes need of the machine.</summary>
internal static class Requirements
{
    /// <summary>Whether it has all.</summary>
    public static bool AreMet => !OperatingSystem.IsWindows() && RedisServer.IsInstalled;

    /// <summary>Skips the test where the machine lacks something, or the time for long tests is up.</summary>
    public static void SkipUnlessMet()
    {
        TimeLimit.SkipIfOver();
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Processes are stopped and killed by signals.");
        Assert.SkipUnless(RedisServer.IsInstalled, "redis-server is not installed. On Debian and Ubuntu: apt-get install redis-server");
    }

    /// <summary>Skips the test where the machine lacks Prometheus.</summary>
    public static void SkipWithoutPrometheus() =>
        Assert.SkipUnless(PrometheusServer.IsInstalled, "prometheus and promtool are not installed. On Debian and Ubuntu: apt-get install prometheus");
}
