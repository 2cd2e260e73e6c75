using System.Globalization;

namespace OrleansDro.Cli.Diagnosis;

/// <summary>The memory of the machine and the part that the process may use, in bytes.</summary>
/// <param name="Total">All memory of the machine.</param>
/// <param name="Available">What is not in use, or can be freed.</param>
/// <param name="GroupLimit">The limit of the control group; null if there is none.</param>
/// <param name="GroupFree">What is left of it; null if there is none.</param>
internal sealed record MemoryFacts(long Total, long Available, long? GroupLimit, long? GroupFree)
{
    private const string File = "/proc/meminfo";

    /// <summary>Reads the facts of this machine.</summary>
    /// <param name="group">The control group of this process.</param>
    public static MemoryFacts Read(ControlGroup group)
    {
        var collector = GC.GetGCMemoryInfo();
        var (total, available) = System.IO.File.Exists(File) ? (Field("MemTotal"), Field("MemAvailable")) : (collector.TotalAvailableMemoryBytes, collector.TotalAvailableMemoryBytes - collector.MemoryLoadBytes);
        return new MemoryFacts(total, available, group.MemoryLimit, group.MemoryFree);
    }

    private static long Field(string name)
    {
        var line = System.IO.File.ReadLines(File).FirstOrDefault(line => line.StartsWith(name + ":", StringComparison.Ordinal));
        return line is null ? 0 : long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) << 10;
    }
}
