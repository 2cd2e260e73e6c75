using System.CommandLine;
using OrleansDro.Cli.Options;
using OrleansDro.Cli.Sessions;

namespace OrleansDro.Cli.Commands;

/// <summary><c>orleansdro resume RUN</c>: goes on with a run that was stopped or has failed.</summary>
internal static class ResumeCommand
{
    public static Command Create()
    {
        var cluster = new ClusterOptions();
        var run = RunArgument.Create();
        var command = new Command("resume", "Goes on with a run that was stopped or has failed, from its latest checkpoint.") { run };
        cluster.AddTo(command);
        command.SetAction(async parsed =>
        {
            var name = parsed.GetRequiredValue(run);
            await using var session = await ClusterSession.ConnectAsync(cluster.Address(parsed));
            await session.ResumeAsync(name);
            await Console.Error.WriteLineAsync($"The run {name} goes on. Look at it with: orleansdro watch {name}");
            return ExitCode.Done;
        });
        return command;
    }
}
