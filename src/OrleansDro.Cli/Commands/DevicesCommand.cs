using System.CommandLine;
using OrleansDro.Cli.Reporting.Fleet;

namespace OrleansDro.Cli.Commands;

/// <summary><c>orleansdro devices</c>: what a cluster can train on.</summary>
internal static class DevicesCommand
{
    public static Command Create() => ClusterQuestion.Create("devices", "Lists the devices of a cluster and the runs that have them.", session => session.GetDevicesAsync(), DeviceTable.Create);
}
