namespace OrleansDro.Cli.Diagnosis;

/// <summary>Finds the folders of this process's control groups, in version 1 and 2. Source of the formats: the manual pages cgroups(7) and proc_pid_mountinfo(5).</summary>
internal sealed class ControlGroupMounts
{
    private readonly string _root;
    private readonly string[][] _groups;
    private readonly Mount[] _mounts;

    /// <summary>Reads where the groups are.</summary>
    /// <param name="root">The root of the file system.</param>
    public ControlGroupMounts(string root)
    {
        _root = root;
        _groups = [.. Lines("proc/self/cgroup").Select(line => line.Split(':', 3)).Where(parts => parts.Length == 3)];
        _mounts = [.. Lines("proc/self/mountinfo").Select(Mount.Parse).OfType<Mount>()];
    }

    /// <summary>The existing folders of the process's group for a controller and of the groups above it, the process's own first; none if there is no such group.</summary>
    /// <param name="controller">The controller, such as <c>memory</c>.</param>
    public IEnumerable<string> FoldersOf(string controller)
    {
        var first = _groups.FirstOrDefault(group => group[1].Split(',').Contains(controller));
        var group = first ?? _groups.FirstOrDefault(parts => parts[1].Length == 0);
        var mount = _mounts.FirstOrDefault(mount => first is null ? mount.IsVersion2 : mount.Controllers.Contains(controller));
        if (group is null || mount is null)
        {
            yield break;
        }

        var folder = mount.Below(group[2]);
        while (true)
        {
            var path = Path.Combine(_root, mount.Point.TrimStart('/'), folder);
            if (Directory.Exists(path))
            {
                yield return path;
            }

            if (folder.Length == 0)
            {
                yield break;
            }

            folder = Path.GetDirectoryName(folder) ?? "";
        }
    }

    private IEnumerable<string> Lines(string file)
    {
        var path = Path.Combine(_root, file);
        return File.Exists(path) ? File.ReadLines(path) : [];
    }

    private sealed record Mount(string Root, string Point, bool IsVersion2, string[] Controllers)
    {
        private const string Version1 = "cgroup", Version2 = "cgroup2";

        /// <summary>Reads a line of mountinfo; null if it is of another file system.</summary>
        public static Mount? Parse(string line)
        {
            var halves = line.Split(" - ", 2);
            return halves is [var left, var right] && left.Split(' ') is [_, _, _, var root, var point, ..] && right.Split(' ') is [(Version1 or Version2) and var type, _, var options, ..]
                ? new Mount(root, point, type == Version2, options.Split(','))
                : null;
        }

        /// <summary>A group's folder relative to the mount point. In a container the mount may show the container's group as its root.</summary>
        public string Below(string group) => (Root == "/" ? group : group.StartsWith(Root, StringComparison.Ordinal) ? group[Root.Length..] : "").Trim('/');
    }
}
