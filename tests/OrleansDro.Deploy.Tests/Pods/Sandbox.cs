using System.Diagnostics;
using System.Globalization;
using System.Text;
using OrleansDro.FaultInjection.Processes;

namespace OrleansDro.Deploy.Tests.Pods;

/// <summary>
/// Runs a program as a container runtime does: with a root file system, mounts, a user, an environment and a network of its own. The programs and libraries of this machine are there, read-only
/// for whoever is not root, where an image would have its own.
/// </summary>
/// <param name="root">The folder that becomes the root file system.</param>
internal sealed class Sandbox(string root)
{
    private static readonly string[] Mounted = ["bin", "sbin", "lib", "lib32", "lib64", "usr", "opt", "proc", "sys", "dev"];

    /// <summary>All variables that it sees.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>Where it starts.</summary>
    public string WorkingFolder { get; init; } = "/";

    /// <summary>Folders and files of this machine by where they are mounted.</summary>
    public IReadOnlyDictionary<string, Mount> Mounts { get; init; } = new Dictionary<string, Mount>();

    /// <summary>The user and group, and whether that is all that it may be; null: root.</summary>
    public long? User { get; init; }

    /// <summary>Whether the root file system is read-only.</summary>
    public bool IsReadOnly { get; init; }

    /// <summary>The network namespace; null: none.</summary>
    public string? Network { get; init; }

    /// <summary>The name of the machine that it sees; null: this machine's.</summary>
    public string? HostName { get; init; }

    /// <summary>Starts a program.</summary>
    public ChildProcess Start(IReadOnlyList<string> command, Func<string, bool>? isAnnouncement = null)
    {
        if (!Directory.Exists(Path.Combine(root, "etc")))
        {
            // A copy, as mounts may add to it.
            using var copy = Process.Start("cp", ["-a", "/etc", root]);
            copy.WaitForExit();
        }

        string[] arguments = ["--mount", "--uts", "--propagation", "private", "sh", "-c", Script(command)];
        return Network is null
            ? ChildProcess.Start("unshare", arguments, isAnnouncement)
            : ChildProcess.Start("ip", ["netns", "exec", Network, "unshare", .. arguments], isAnnouncement);
    }

    /// <summary>Runs a program to its end.</summary>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    /// <exception cref="TimeoutException">It goes on.</exception>
    public async Task RunAsync(IReadOnlyList<string> command, TimeSpan limit)
    {
        await using var process = Start(command);
        await process.WaitForExitAsync(limit);
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{string.Join(' ', command)} ended with {process.ExitCode}. Its last output:\n{process.LastOutput}");
        }
    }

    private string Script(IReadOnlyList<string> command)
    {
        // Each step replaces the shell or ends it, so that the program has the process's number, and its signals.
        var script = new StringBuilder("set -e\n");
        void Add(string line) => script.Append(line).Append('\n');
        if (HostName is not null)
        {
            Add($"echo {Quote(HostName)} > /proc/sys/kernel/hostname");
        }

        Add($"mount --bind {Quote(root)} {Quote(root)}");
        Add($"mkdir -m 1777 -p {Quote(root)}/tmp");
        foreach (var folder in Mounted)
        {
            Add($"if [ -L /{folder} ]; then cp -Pn /{folder} {Quote(root)}/; elif [ -d /{folder} ]; then mkdir -p {Quote(root)}/{folder}; mount --rbind /{folder} {Quote(root)}/{folder}; fi");
        }

        foreach (var (target, mount) in Mounts)
        {
            Add($"if [ -d {Quote(mount.Source)} ]; then mkdir -p {Quote(root + target)}; fi");
            Add($"mount --bind {Quote(mount.Source)} {Quote(root + target)}");
            if (mount.IsReadOnly)
            {
                Add($"mount -o remount,bind,ro {Quote(root + target)}");
            }
        }

        if (IsReadOnly)
        {
            Add($"mount -o remount,bind,ro {Quote(root)}");
        }

        var user = User is null ? "" : string.Create(CultureInfo.InvariantCulture, $"setpriv --reuid={User} --regid={User} --clear-groups --no-new-privs --bounding-set=-all --inh-caps=-all ");
        var variables = string.Join(' ', Environment.Select(pair => Quote($"{pair.Key}={pair.Value}")));
        Add($"exec chroot {Quote(root)} {user}env -i -C {Quote(WorkingFolder)} {variables} {string.Join(' ', command.Select(Quote))}");
        return script.ToString();
    }

    private static string Quote(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    /// <summary>What is mounted.</summary>
    /// <param name="Source">On this machine.</param>
    /// <param name="IsReadOnly">Whether nothing can be written there.</param>
    public sealed record Mount(string Source, bool IsReadOnly);
}
