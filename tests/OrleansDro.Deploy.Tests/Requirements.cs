using System.Diagnostics;
using OrleansDro.FaultInjection.Processes;

namespace OrleansDro.Deploy.Tests;

/// <summary>What these tests need of the machine.</summary>
internal static class Requirements
{
    private static readonly string[] NamespaceTools = ["ip", "unshare", "setpriv"];
    private static readonly Lazy<bool> HasNamespaces = new(TryNamespaces);

    /// <summary>Skips the test where manifests cannot be put together.</summary>
    public static void SkipWithoutKubectl() =>
        Assert.SkipUnless(SearchPath.Has("kubectl"), "kubectl is not installed (1.21 or newer, for 'kubectl kustomize').");

    /// <summary>Skips the test where no process can be given a file system and a network of its own, as a container has.</summary>
    public static void SkipWithoutNamespaces() =>
        Assert.SkipUnless(HasNamespaces.Value, "Needs Linux, root, and ip, unshare and setpriv (packages iproute2 and util-linux): processes get a file system and a network of their own.");

    /// <summary>Skips the test where the machine lacks Redis.</summary>
    public static void SkipWithoutRedis() =>
        Assert.SkipUnless(RedisServer.IsInstalled, "redis-server is not installed. On Debian and Ubuntu: apt-get install redis-server");

    private static bool TryNamespaces()
    {
        if (!OperatingSystem.IsLinux() || Environment.UserName != "root" || !NamespaceTools.All(SearchPath.Has))
        {
            return false;
        }

        // What the pods need, in a network that is gone with the process.
        const string Attempt = "ip link add bridge type bridge && ip link add pod type veth peer name eth0 && mount --bind /usr /usr && mount -o remount,bind,ro /usr";
        using var process = Process.Start(new ProcessStartInfo("unshare", ["--mount", "--uts", "--net", "--propagation", "private", "sh", "-c", Attempt]) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
