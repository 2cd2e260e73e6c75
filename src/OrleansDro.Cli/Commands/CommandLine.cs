using System.CommandLine;
using System.Text.RegularExpressions;
using OrleansDro.Cli.Clients;
using OrleansDro.Cli.Options;
using OrleansDro.Hosting;
using OrleansDro.Hosting.Cluster;
using OrleansDro.Learning.Configuration;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Cli.Commands;

/// <summary>The commands, and the handling of errors: one message, no stack trace, and an exit code.</summary>
internal static partial class CommandLine
{
    public static async Task<int> RunAsync(string[] arguments)
    {
        var parsed = Parse(arguments is [] ? ["--help"] : arguments);
        if (parsed.Errors.Count > 0)
        {
            await WriteUsageErrorsAsync(parsed);
            return ExitCode.InvalidInput;
        }

        try
        {
            // Ctrl+C is handled by the commands: the run saves a checkpoint before the process ends.
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (InvalidInputException exception)
        {
            await WriteErrorAsync(exception);
            return ExitCode.InvalidInput;
        }
        catch (ClusterException exception)
        {
            await WriteErrorAsync(exception, " 'orleansdro doctor' with the same options for the cluster checks its Redis.");
            return ExitCode.Failed;
        }
        catch (Exception exception) when (exception is RunFailedException or ServerException)
        {
            await WriteErrorAsync(exception);
            return ExitCode.Failed;
        }
    }

    /// <summary>Parses a command and its options without running it.</summary>
    internal static ParseResult Parse(IReadOnlyList<string> arguments)
    {
        var root = new RootCommand("Trains deep networks that do not fail on rare, hard cases.")
        {
            DemoCommand.Create(),
            TrainCommand.Create(),
            CompareCommand.Create(),
            UiCommand.Create(),
            CasesCommand.Create(),
            SiloCommand.Create(),
            SubmitCommand.Create(),
            RunsCommand.Create(),
            WatchCommand.Create(),
            StopCommand.Create(),
            ResumeCommand.Create(),
            CheckpointsCommand.Create(),
            DevicesCommand.Create(),
            HealthCommand.Create(),
            SpecCommand.Create(),
            DoctorCommand.Create(),
            ContextCommand.Create(),
            CompletionCommand.Create(),
        };
        root.Subcommands.Add(HelpCommand.Create(root));
        ConnectionHelp.AddTo(root);

        // The id of a case may start with '@', which would otherwise name a file of arguments.
        return root.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
    }

    private static async Task WriteUsageErrorsAsync(ParseResult parsed)
    {
        if (parsed.UnmatchedTokens is [var word, ..])
        {
            // Other errors may only follow from this one, such as that the value of an unknown option is an unknown argument.
            await Console.Error.WriteLineAsync($"orleansdro: {Unknown(word.Split('=')[0], parsed.CommandResult.Command)}");
            return;
        }

        foreach (var error in parsed.Errors)
        {
            await Console.Error.WriteLineAsync($"orleansdro: {Plain(error.Message)}");
        }

        await Console.Error.WriteLineAsync("See 'orleansdro --help'.");
    }

    private static string Unknown(string word, Command command)
    {
        var kind = word.StartsWith('-') ? "option" : command.Subcommands.Count > 0 ? "command" : "argument";
        var near = NearestName.Find(word, command.Subcommands.Select(sub => sub.Name).Concat(command.Options.SelectMany(option => option.Aliases.Prepend(option.Name))));
        return $"unknown {kind} '{word}'. {(near is null ? "See 'orleansdro --help'." : $"Did you mean '{near}'?")}";
    }

    private static Task WriteErrorAsync(Exception exception, string hint = "") => Console.Error.WriteLineAsync($"orleansdro: {OptionFlags.NameIn(exception.Message)}{hint}");

    /// <summary>The parser's message without the names of .NET types; all options that it parses are whole numbers.</summary>
    private static string Plain(string message) => WrongType().Replace(message, " as a whole number.");

    [GeneratedRegex(@" as expected type '[^']*\bInt(32|64)\b[^']*'\.$")]
    private static partial Regex WrongType();
}
