using System.Diagnostics;
using System.Globalization;

namespace OrleansDro.Deploy.Tests.Pods;

/// <summary>A network of pods on this machine: each has its own address and all ports, as in Kubernetes; a bridge joins them, and this process reaches them.</summary>
internal sealed class PodNetwork : IDisposable
{
    private readonly string _name = string.Create(CultureInfo.InvariantCulture, $"od{Environment.ProcessId % 100_000}");
    private readonly string _prefix = string.Create(CultureInfo.InvariantCulture, $"10.{200 + (Environment.ProcessId % 50)}.{Environment.ProcessId / 50 % 250}");
    private readonly List<string> _spaces = [];

    public PodNetwork()
    {
        Ip("link", "add", _name, "type", "bridge");
        Ip("address", "add", $"{_prefix}.1/24", "dev", _name);
        Ip("link", "set", _name, "up");
    }

    /// <summary>Makes the network of one more pod.</summary>
    /// <returns>The name of its namespace, and its address.</returns>
    public (string Space, string Address) Add()
    {
        var number = _spaces.Count + 2;
        var space = string.Create(CultureInfo.InvariantCulture, $"{_name}-{number}");
        var address = string.Create(CultureInfo.InvariantCulture, $"{_prefix}.{number}");
        Ip("netns", "add", space);
        _spaces.Add(space);
        Ip("link", "add", space, "type", "veth", "peer", "name", "eth0", "netns", space);
        Ip("link", "set", space, "master", _name, "up");
        Ip("-n", space, "address", "add", $"{address}/24", "dev", "eth0");
        Ip("-n", space, "link", "set", "eth0", "up");
        Ip("-n", space, "link", "set", "lo", "up");
        return (space, address);
    }

    public void Dispose()
    {
        foreach (var space in _spaces)
        {
            Ip("netns", "delete", space);
        }

        Ip("link", "delete", _name);
    }

    private static void Ip(params string[] arguments)
    {
        using var ip = Process.Start(new ProcessStartInfo("ip", arguments) { RedirectStandardError = true })!;
        var error = ip.StandardError.ReadToEnd();
        ip.WaitForExit();
        if (ip.ExitCode != 0)
        {
            throw new InvalidOperationException($"ip {string.Join(' ', arguments)}: {error}");
        }
    }
}
