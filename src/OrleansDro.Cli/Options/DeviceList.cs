using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using OrleansDro.Grains.Scheduling;

namespace OrleansDro.Cli.Options;

/// <summary>The devices of a silo on the command line.</summary>
internal static class DeviceList
{
    /// <summary>The forms that are accepted, for messages.</summary>
    public const string Form = "'cpu:N' for N trainers on the CPU, 'cuda:I' for the GPU number I, or several of these separated by commas, such as 'cpu:4' or 'cuda:0,cuda:1'";

    private const int MostCpuTrainers = 1024;

    /// <summary>Parses a list of devices: <c>cpu:2</c> stands for the two devices <c>cpu:0</c> and <c>cpu:1</c>, <c>cpu</c> for one.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out IReadOnlyList<string>? devices)
    {
        var found = new List<string>();
        foreach (var item in text.Split(','))
        {
            var parts = item.Split(':');
            var isNumber = parts.Length == 2;
            var number = 1;
            if (parts.Length > 2 || (isNumber && !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out number)))
            {
                devices = null;
                return false;
            }

            switch (parts[0])
            {
                case "cpu" when number is >= 1 and <= MostCpuTrainers:
                    found.AddRange(Devices.Names("cpu", number));
                    break;
                case "cuda" when isNumber:
                    found.Add(Devices.NameOf("cuda", number));
                    break;
                default:
                    devices = null;
                    return false;
            }
        }

        devices = found.Distinct().Count() == found.Count ? found : null;
        return devices is not null;
    }
}
