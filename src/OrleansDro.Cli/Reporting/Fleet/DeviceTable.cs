using OrleansDro.Abstractions.Fleet;
using Spectre.Console.Rendering;

namespace OrleansDro.Cli.Reporting.Fleet;

/// <summary>The devices of a cluster for the terminal.</summary>
internal static class DeviceTable
{
    private static readonly ListColumn<DeviceView>[] Columns =
    [
        new("silo", device => device.Device.Silo),
        new("device", device => device.Device.Device),
        new("run", device => device.Run, Wraps: true),
    ];

    public static IRenderable Create(IReadOnlyList<DeviceView> devices) => ListTable.Create(devices, Columns, "The cluster has no device. Start a silo with one: orleansdro silo --role trainer");
}
