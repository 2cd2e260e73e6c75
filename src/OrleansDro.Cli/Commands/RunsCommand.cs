using System.CommandLine;
using OrleansDro.Cli.Reporting.Files;
using OrleansDro.Cli.Reporting.Fleet;
using OrleansDro.Cli.Running;
using Spectre.Console;

namespace OrleansDro.Cli.Commands;

/// <summary><c>orleansdro runs</c>: all runs of a cluster.</summary>
internal static class RunsCommand
{
    public static Command Create()
    {
        var cluster = new ClusterOptions();
        var json = new Option<bool>("--json") { Description = "Print the answer as JSON." };
        var command = new Command("runs", "Lists the runs of a cluster: where they stand, who trains, what they wait for.") { json };
        cluster.AddTo(command);
        command.SetAction(async parsed =>
        {
            await using var session = await ClusterSession.ConnectAsync(cluster.Address(parsed));
            var runs = await session.GetRunsAsync();
            if (parsed.GetValue(json))
            {
                Console.WriteLine(ReportJson.Serialize(runs));
            }
            else
            {
                AnsiConsole.Write(RunTable.Create(runs));
            }

            return ExitCode.Done;
        });
        return command;
    }
}
