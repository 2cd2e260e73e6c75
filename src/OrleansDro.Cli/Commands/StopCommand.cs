using System.CommandLine;
using OrleansDro.Cli.Options;
using OrleansDro.Cli.Sessions;

namespace OrleansDro.Cli.Commands;

/// <summary><c>orleansdro stop RUN</c>: lets a run save a checkpoint and stop.</summary>
internal static class StopCommand
{
    public static Command Create()
    {
        var cluster = new ClusterOptions();
        var run = RunArgument.Create();
        var command = new Command("stop", "Lets a run save a checkpoint and stop; 'resume' continues it.") { run };
        cluster.AddTo(command);
        command.SetAction(async parsed =>
        {
            var name = parsed.GetRequiredValue(run);
            await using var session = await ClusterSession.ConnectAsync(cluster.Address(parsed));
            await session.StopAsync(name);
            await Console.Error.WriteLineAsync($"The run {name} saves a checkpoint and stops. Continue it with: orleansdro resume {name}");
            return ExitCode.Done;
        });
        return command;
    }
}
