using System.CommandLine;
using OrleansDro.Cli.Clients;
using OrleansDro.Cli.Options;
using OrleansDro.Cli.Reporting.Cases;
using OrleansDro.Cli.Reporting.Files;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace OrleansDro.Cli.Commands;

/// <summary><c>orleansdro cases RUN</c>: lists and changes the cases of a run.</summary>
internal static class CasesCommand
{
    // In a file or a pipe, lines are not wrapped at the width of a terminal: that would break ids that scripts search for.
    private const int WidthOfAFile = 200;

    public static Command Create()
    {
        var connection = new ConnectionOptions();
        var options = new CaseOptions();
        var run = RunArgument.Create("The run's name, which is its spec's name; 'compare' and 'demo' append -erm and -dro.");
        var command = new Command("cases", "Shows the training cases of a run that is training: the hardest, the oldest, or a single one. Takes cases out of sampling and puts them back.") { run };
        connection.AddTo(command);
        options.AddTo(command);
        command.SetAction(async parsed =>
        {
            await using var asked = await connection.ConnectToRunAsync(parsed, parsed.GetRequiredValue(run));
            return await RunAsync(parsed, options, asked);
        });
        return command;
    }

    private static void Show(IRenderable answer)
    {
        if (Console.IsOutputRedirected)
        {
            AnsiConsole.Profile.Width = Math.Max(AnsiConsole.Profile.Width, WidthOfAFile);
        }

        AnsiConsole.Write(answer);
    }

    private static async Task<int> RunAsync(ParseResult parsed, CaseOptions options, IRunClient client)
    {
        if (options.Change(parsed) is { } change)
        {
            Print(await client.Change(change), made => ChangeTable.Create([made]));
        }
        else if (options.Case(parsed) is { } id)
        {
            if (options.Note(parsed) is { } note)
            {
                await client.AddNote(id, note);
            }

            Print(await client.GetCase(id), CaseFacts.Create);
        }
        else if (options.AsksForGroups(parsed))
        {
            Print(await client.GetGroups(), GroupTable.Create);
        }
        else if (options.AsksForChanges(parsed))
        {
            Print(await client.GetChanges(), ChangeTable.Create);
        }
        else
        {
            Print(await client.GetCases(options.Query(parsed)), CaseTable.Create);
        }

        return ExitCode.Done;

        void Print<T>(T answer, Func<T, IRenderable> show)
        {
            if (options.Json(parsed))
            {
                Console.WriteLine(ReportJson.Serialize(answer));
            }
            else
            {
                Show(show(answer));
            }
        }
    }
}
