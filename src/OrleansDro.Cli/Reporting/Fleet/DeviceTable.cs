using OrleansDro.Abstractions.Fleet;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace OrleansDro.Cli.Reporting.Fleet;

/// <summary>The devices of a cluster for the terminal.</summary>
internal static class DeviceTable
{
    public static IRenderable Create(IReadOnlyList<DeviceView> devices)
    {
        if (devices.Count == 0)
        {
            return new Text("There is no device. Start a silo with one: orleansdro silo --role trainer\n");
        }

        var table = new Table().Border(TableBorder.Simple)
            .AddColumn(new TableColumn("silo").NoWrap())
            .AddColumn(new TableColumn("device").NoWrap())
            .AddColumn(new TableColumn("run"));
        foreach (var device in devices)
        {
            table.AddRow(new Text(device.Device.Silo), new Text(device.Device.Device), new Text(device.Run ?? Numbers.None));
        }

        return table;
    }
}
