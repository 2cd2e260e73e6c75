using System.Globalization;
using OrleansDro.Learning.Torch;

namespace OrleansDro.Cli.Diagnosis;

/// <summary>The cores of the machine and those that the process may use.</summary>
/// <param name="Machine">The cores of the machine that are on; null if they are not known.</param>
/// <param name="Affinity">The cores that the process may run on; null if they are not known.</param>
/// <param name="Quota">The processor time that the control group allows, in cores; null if it allows all.</param>
/// <param name="Usable">The cores that the process counts on, see <see cref="TorchSettings.Cores"/>.</param>
internal sealed record CoreFacts(int? Machine, int? Affinity, double? Quota, int Usable)
{
    private const string OnlineFile = "/sys/devices/system/cpu/online";
    private const string StatusFile = "/proc/self/status";
    private const string AllowedField = "Cpus_allowed_list:";

    /// <summary>Reads the facts of this machine.</summary>
    /// <param name="group">The control group of this process.</param>
    /// <param name="usable">The cores that the process counts on.</param>
    public static CoreFacts Read(ControlGroup group, int usable)
    {
        var allowed = File.Exists(StatusFile) ? File.ReadLines(StatusFile).FirstOrDefault(line => line.StartsWith(AllowedField, StringComparison.Ordinal))?[AllowedField.Length..] : null;
        return new CoreFacts(File.Exists(OnlineFile) ? Count(File.ReadAllText(OnlineFile)) : null, allowed is null ? null : Count(allowed), group.Cores, usable);
    }

    /// <summary>How many numbers a list of Linux names.</summary>
    /// <param name="list">Numbers and ranges, such as <c>0-3,8</c>.</param>
    /// <returns>The number, or null if the text is no such list.</returns>
    internal static int? Count(string list)
    {
        var count = 0;
        foreach (var range in list.Trim().Split(','))
        {
            var ends = range.Split('-');
            if (ends.Length > 2 || !int.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out var first) || !int.TryParse(ends[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var last))
            {
                return null;
            }

            count += last - first + 1;
        }

        return count;
    }
}
