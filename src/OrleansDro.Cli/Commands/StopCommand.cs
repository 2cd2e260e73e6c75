using System.CommandLine;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Cli.Options;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Cli.Commands;

/// <summary><c>orleansdro stop RUN</c>: lets a run save a checkpoint and stop.</summary>
internal static class StopCommand
{
    public static Command Create()
    {
        var connection = new ConnectionOptions();
        var run = RunArgument.Create();
        var command = new Command("stop", "Lets a run save a checkpoint and stop; 'resume' continues it.") { run };
        connection.AddTo(command);
        command.SetAction(async parsed =>
        {
            var name = parsed.GetRequiredValue(run);
            await using var client = await connection.ConnectAsync(parsed);
            if (await client.StopAsync(name) is { State: RunState.Completed or RunState.Failed } ended)
            {
                throw new InvalidInputException($"The run '{name}' cannot be stopped: it has already {(ended.State == RunState.Failed ? "failed" : "ended")}.");
            }

            await Console.Error.WriteLineAsync($"The run {name} saves a checkpoint and stops. Continue it with: orleansdro resume {name}");
            return ExitCode.Done;
        });
        return command;
    }
}
