using System.CommandLine;
using OrleansDro.Cli.Clients;
using OrleansDro.Cli.Options;
using OrleansDro.Cli.Reporting.Cases;
using OrleansDro.Cli.Reporting.Files;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace OrleansDro.Cli.Commands;

/// <summary><c>orleansdro cases RUN</c>: asks a run about its cases, and changes them.</summary>
internal static class CasesCommand
{
    // A file or a pipe has no edge; the width of a terminal would break ids there that others search for.
    private const int WidthOfAFile = 200;

    public static Command Create()
    {
        var client = new RunClientOptions();
        var options = new CaseOptions();
        var run = new Argument<string>("run") { Description = "The run's name, as in its spec; 'compare' and 'demo' add -erm and -dro.", HelpName = "RUN" };
        var command = new Command("cases", "Asks about the training cases of a run that goes on: the hardest, the oldest, one alone. Takes cases out and puts them back.") { run };
        client.AddTo(command);
        options.AddTo(command);
        command.SetAction(async parsed =>
        {
            await using var asked = await client.ConnectAsync(parsed, parsed.GetRequiredValue(run));
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
