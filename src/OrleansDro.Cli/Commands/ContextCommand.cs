using System.CommandLine;
using OrleansDro.Cli.Options;
using OrleansDro.Cli.Reporting;
using OrleansDro.Robustness.Errors;
using Spectre.Console;

namespace OrleansDro.Cli.Commands;

/// <summary><c>orleansdro context</c>: stores the options of the connection, so that they need not be given again.</summary>
internal static class ContextCommand
{
    private static readonly ListColumn<KeyValuePair<string, string>>[] Columns = [new("option", value => $"--{value.Key}"), new("value", value => value.Value, Wraps: true)];

    // Their values are stored as full paths, as the next command may run in another folder.
    private static readonly string[] Files = ["redis-ca", "tls-certificate", "tls-key", "tls-ca"];

    public static Command Create()
    {
        var set = new Command("set", "Stores options of the connection. Options that are not given keep their stored values.");
        var options = new ConnectionOptions();
        options.ShowIn(set);
        set.SetAction(parsed => Set(parsed, options));
        var show = new Command("show", "Shows the stored options and their file.");
        show.SetAction(_ => Show());
        var clear = new Command("clear", "Removes the stored options.");
        clear.SetAction(_ => ContextFile.Clear());
        return new Command("context", "Stores the connection for all commands: the server, the Redis, the cluster's name and the files of TLS; never a password or a token.") { set, show, clear };
    }

    private static void Set(ParseResult parsed, ConnectionOptions options)
    {
        options.Check(parsed);
        var values = new SortedDictionary<string, string>(ContextFile.Read().ToDictionary(), StringComparer.Ordinal);
        var given = options.All.Where(option => parsed.GetResult(option) is { Implicit: false }).ToArray();
        if (given.Length == 0)
        {
            throw new InvalidInputException($"Give at least one option to store, such as --redis HOST:PORT. 'orleansdro context set --help' lists them.");
        }

        foreach (var name in given.Select(option => ContextFile.NameOf(option.Name)))
        {
            var value = parsed.GetResult($"--{name}") is { Tokens: [var token] } ? token.Value : "true";
            values[name] = Files.Contains(name) ? Path.GetFullPath(value) : value;
        }

        ContextFile.Write(values);
    }

    private static void Show()
    {
        Console.WriteLine(ContextFile.Location);
        AnsiConsole.Write(ListTable.Create([.. ContextFile.Read()], Columns, "No connection is stored. Store one with: orleansdro context set --redis HOST:PORT"));
    }
}
