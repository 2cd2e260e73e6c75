using System.CommandLine;
using OrleansDro.Cli.Options;
using OrleansDro.Cli.Sessions;

namespace OrleansDro.Cli.Commands;

/// <summary><c>orleansdro resume RUN</c>: continues a run that was stopped or has failed.</summary>
internal static class ResumeCommand
{
    public static Command Create()
    {
        var cluster = new ClusterOptions();
        var run = RunArgument.Create();
        var command = new Command("resume", "Continues a run that was stopped or has failed, from its latest checkpoint.") { run };
        cluster.AddTo(command);
        command.SetAction(async parsed =>
        {
            var name = parsed.GetRequiredValue(run);
            await using var session = await ClusterSession.ConnectAsync(cluster.Address(parsed));
            await session.ResumeAsync(name);
            await Console.Error.WriteLineAsync($"The run {name} continues. Follow it with: orleansdro watch {name}");
            return ExitCode.Done;
        });
        return command;
    }
}
