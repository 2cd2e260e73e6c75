using System.CommandLine;
using OrleansDro.Cli.Reporting.Fleet;

namespace OrleansDro.Cli.Commands;

/// <summary><c>orleansdro devices</c>: the devices of a cluster.</summary>
internal static class DevicesCommand
{
    public static Command Create() => ClusterQueryCommand.Create("devices", "Lists the devices of a cluster and the runs that use them.", client => client.GetDevicesAsync(), DeviceTable.Create);
}
