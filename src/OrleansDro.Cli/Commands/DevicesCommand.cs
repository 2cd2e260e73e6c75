using System.CommandLine;
using OrleansDro.Cli.Reporting.Files;
using OrleansDro.Cli.Reporting.Fleet;
using OrleansDro.Cli.Running;
using Spectre.Console;

namespace OrleansDro.Cli.Commands;

/// <summary><c>orleansdro devices</c>: what a cluster can train on.</summary>
internal static class DevicesCommand
{
    public static Command Create()
    {
        var cluster = new ClusterOptions();
        var json = new Option<bool>("--json") { Description = "Print the answer as JSON." };
        var command = new Command("devices", "Lists the devices of a cluster and the runs that have them.") { json };
        cluster.AddTo(command);
        command.SetAction(async parsed =>
        {
            await using var session = await ClusterSession.ConnectAsync(cluster.Address(parsed));
            var devices = await session.GetDevicesAsync();
            if (parsed.GetValue(json))
            {
                Console.WriteLine(ReportJson.Serialize(devices));
            }
            else
            {
                AnsiConsole.Write(DeviceTable.Create(devices));
            }

            return ExitCode.Done;
        });
        return command;
    }
}
