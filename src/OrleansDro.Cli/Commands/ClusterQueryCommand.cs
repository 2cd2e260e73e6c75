using System.CommandLine;
using OrleansDro.Cli.Clients;
using OrleansDro.Cli.Options;
using OrleansDro.Cli.Reporting.Files;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace OrleansDro.Cli.Commands;

/// <summary>A command that queries a cluster, and shows the answer as a table or as JSON.</summary>
internal static class ClusterQueryCommand
{
    public static Command Create<T>(string name, string description, Func<IFleetClient, Task<T>> ask, Func<T, IRenderable> show) =>
        Create(name, description, (client, _) => ask(client), show);

    /// <summary>Creates a command that queries the cluster about one run.</summary>
    /// <param name="name">The command's name.</param>
    /// <param name="description">Its description in the help.</param>
    /// <param name="ask">Queries the cluster about a run.</param>
    /// <param name="show">Creates the table.</param>
    public static Command CreateForRun<T>(string name, string description, Func<IFleetClient, string, Task<T>> ask, Func<T, IRenderable> show)
    {
        var run = RunArgument.Create();
        var command = Create(name, description, (client, parsed) => ask(client, parsed.GetRequiredValue(run)), show);
        command.Arguments.Add(run);
        return command;
    }

    private static Command Create<T>(string name, string description, Func<IFleetClient, ParseResult, Task<T>> ask, Func<T, IRenderable> show)
    {
        var connection = new ConnectionOptions();
        var json = new Option<bool>("--json") { Description = "Print the answer as JSON." };
        var command = new Command(name, description) { json };
        connection.AddTo(command);
        command.SetAction(async parsed =>
        {
            await using var client = await connection.ConnectAsync(parsed);
            var answer = await ask(client, parsed);
            if (parsed.GetValue(json))
            {
                Console.WriteLine(ReportJson.Serialize(answer));
            }
            else
            {
                AnsiConsole.Write(show(answer));
            }

            return ExitCode.Done;
        });
        return command;
    }
}
