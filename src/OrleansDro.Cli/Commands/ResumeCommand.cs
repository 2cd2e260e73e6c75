using System.CommandLine;
using OrleansDro.Cli.Options;

namespace OrleansDro.Cli.Commands;

/// <summary><c>orleansdro resume RUN</c>: continues a run that was stopped or has failed.</summary>
internal static class ResumeCommand
{
    public static Command Create()
    {
        var connection = new ConnectionOptions();
        var run = RunArgument.Create();
        var command = new Command("resume", "Continues a run that was stopped or has failed, from its latest checkpoint.") { run };
        connection.AddTo(command);
        command.SetAction(async parsed =>
        {
            var name = parsed.GetRequiredValue(run);
            await using var client = await connection.ConnectAsync(parsed);
            await client.ResumeAsync(name);
            await Console.Error.WriteLineAsync($"The run {name} continues. Follow it with: orleansdro watch {name}");
            return ExitCode.Done;
        });
        return command;
    }
}
