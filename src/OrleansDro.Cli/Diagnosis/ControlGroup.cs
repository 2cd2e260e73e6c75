using System.Globalization;

namespace OrleansDro.Cli.Diagnosis;

/// <summary>What the control groups of this process allow. Source of files and units: the kernel's <c>admin-guide/cgroup-v2.rst</c>, <c>cgroup-v1/memory.rst</c> and <c>scheduler/sched-bwc.rst</c>.</summary>
/// <param name="Cores">The quota of processor time, in cores; null if there is none.</param>
/// <param name="MemoryLimit">The limit of memory in bytes; null if there is none.</param>
/// <param name="MemoryFree">What is left of the limit, in bytes; files that are kept in memory and can be dropped count as left.</param>
internal sealed record ControlGroup(double? Cores, long? MemoryLimit, long? MemoryFree)
{
    /// <summary>Version 1 writes a number of this size for no limit.</summary>
    private const long NoLimit = 1L << 60;

    /// <summary>Reads what is allowed: the strictest of the process's own group and those above it.</summary>
    /// <param name="root">The root of the file system, <c>/</c>; tests have another.</param>
    public static ControlGroup Read(string root)
    {
        var mounts = new ControlGroupMounts(root);
        var cores = mounts.FoldersOf("cpu").Select(CoresOf).Min();
        var strictest = mounts.FoldersOf("memory").Select(folder => (Folder: folder, Limit: MemoryLimitOf(folder))).Where(group => group.Limit is not null).OrderBy(group => group.Limit).FirstOrDefault();
        return new ControlGroup(cores, strictest.Limit, strictest.Limit is { } limit ? Math.Max(0, limit - UsedMemory(strictest.Folder)) : null);
    }

    private static double? CoresOf(string folder)
    {
        if (Line(folder, "cpu.max")?.Split(' ') is [var quota, var period])
        {
            return Number(quota) / (double?)Number(period);
        }

        return Number(Line(folder, "cpu.cfs_quota_us")) is > 0 and var time && Number(Line(folder, "cpu.cfs_period_us")) is > 0 and var length ? time / (double)length : null;
    }

    private static long? MemoryLimitOf(string folder) =>
        Number(Line(folder, "memory.max")) ?? (Number(Line(folder, "memory.limit_in_bytes")) is { } limit and < NoLimit ? limit : null);

    private static long UsedMemory(string folder)
    {
        var used = Number(Line(folder, "memory.current")) ?? Number(Line(folder, "memory.usage_in_bytes")) ?? 0;
        var statistics = Lines(folder, "memory.stat").Select(line => line.Split(' ')).Where(parts => parts.Length == 2).ToDictionary(parts => parts[0], parts => Number(parts[1]) ?? 0);
        return used - statistics.GetValueOrDefault("total_inactive_file", statistics.GetValueOrDefault("inactive_file"));
    }

    private static string? Line(string folder, string file) => Lines(folder, file).FirstOrDefault();

    private static string[] Lines(string folder, string file)
    {
        var path = Path.Combine(folder, file);
        return File.Exists(path) ? File.ReadAllLines(path) : [];
    }

    private static long? Number(string? text) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;
}
