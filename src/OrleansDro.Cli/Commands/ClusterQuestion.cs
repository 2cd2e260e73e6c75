using System.CommandLine;
using OrleansDro.Cli.Reporting.Files;
using OrleansDro.Cli.Running;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace OrleansDro.Cli.Commands;

/// <summary>A command that asks a cluster one thing, and shows the answer as a table or as JSON.</summary>
internal static class ClusterQuestion
{
    public static Command Create<T>(string name, string description, Func<ClusterSession, Task<T>> ask, Func<T, IRenderable> show)
    {
        var cluster = new ClusterOptions();
        var json = new Option<bool>("--json") { Description = "Print the answer as JSON." };
        var command = new Command(name, description) { json };
        cluster.AddTo(command);
        command.SetAction(async parsed =>
        {
            await using var session = await ClusterSession.ConnectAsync(cluster.Address(parsed));
            var answer = await ask(session);
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
