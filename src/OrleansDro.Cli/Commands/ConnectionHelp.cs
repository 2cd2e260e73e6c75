using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using OrleansDro.Cli.Options;
using Spectre.Console;

namespace OrleansDro.Cli.Commands;

/// <summary>The help on the options of the connection, which many commands have and only this page lists.</summary>
internal static class ConnectionHelp
{
    /// <summary>The name of the page.</summary>
    public const string Topic = "connection";

    private const string Introduction = "The options of the connection. On the command line they win over environment variables, which win over the context file. 'orleansdro context set' writes that file.";

    /// <summary>Names the page in the help of each command that has the options.</summary>
    public static void AddTo(RootCommand root)
    {
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new WithHint((SynchronousCommandLineAction)help.Action!);
    }

    /// <summary>Prints the page.</summary>
    public static void Write()
    {
        AnsiConsole.WriteLine(Introduction);
        AnsiConsole.WriteLine();
        var grid = new Grid().AddColumn(new GridColumn().NoWrap()).AddColumn();
        foreach (var option in new ConnectionOptions().All)
        {
            grid.AddRow(new Text($"{option.Name} {option.HelpName}".TrimEnd()), new Text(option.Description ?? ""));
        }

        AnsiConsole.Write(grid);
        AnsiConsole.WriteLine();
        AnsiConsole.WriteLine($"Context file: {ContextFile.Location} (another one: environment variable {ContextFile.Variable}).");
    }

    private sealed class WithHint(SynchronousCommandLineAction help) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => help.ClearsParseErrors;

        public override int Invoke(ParseResult parseResult)
        {
            var code = help.Invoke(parseResult);
            if (parseResult.CommandResult.Command.Options.Any(option => option.Hidden))
            {
                Console.WriteLine($"Connection: see 'orleansdro help {Topic}'.");
            }

            return code;
        }
    }
}
