using System.CommandLine;
using OrleansDro.Learning.Configuration;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Cli.Commands;

/// <summary><c>orleansdro help TOPIC</c>: the help of a command, or of the options of the connection.</summary>
internal static class HelpCommand
{
    /// <param name="root">The command whose subcommands are topics.</param>
    public static Command Create(Command root)
    {
        var topic = new Argument<string[]>("topic") { Description = $"A command, or '{ConnectionHelp.Topic}'.", HelpName = "TOPIC", Arity = ArgumentArity.ZeroOrMore };
        var command = new Command("help", "Shows the help of a command, or how to select a cluster.") { topic };
        command.SetAction(parsed => RunAsync(root, parsed.GetValue(topic) ?? []));
        return command;
    }

    private static Task<int> RunAsync(Command root, string[] topic)
    {
        if (topic is [ConnectionHelp.Topic])
        {
            ConnectionHelp.Write();
            return Task.FromResult(ExitCode.Done);
        }

        Require(root, topic);
        return CommandLine.RunAsync([.. topic, "--help"]);
    }

    private static void Require(Command root, string[] topic)
    {
        var command = root;
        foreach (var name in topic)
        {
            string[] topics = [.. command.Subcommands.Select(known => known.Name), .. command == root ? [ConnectionHelp.Topic] : Array.Empty<string>()];
            command = command.Subcommands.FirstOrDefault(known => known.Name == name)
                ?? throw new InvalidInputException($"There is no help on '{name}'.{(NearestName.Find(name, topics) is { } near ? $" Did you mean '{near}'?" : "")} 'orleansdro --help' lists the commands.");
        }
    }
}
