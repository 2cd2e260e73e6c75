using System.CommandLine;
using OrleansDro.Cli.Options;
using OrleansDro.Cli.Sessions;

namespace OrleansDro.Cli.Commands;

/// <summary><c>orleansdro watch RUN</c>: shows the progress of a run until it ends.</summary>
internal static class WatchCommand
{
    public static Command Create()
    {
        var cluster = new ClusterOptions();
        var run = RunArgument.Create();
        var output = new Option<string?>("--out") { Description = "Folder for the files of the run, which are written when it ends.", HelpName = "DIR" };
        var json = new Option<bool>("--json") { Description = "Print the result as JSON." };
        var command = new Command("watch", "Shows the progress of a run, its trainers and what it waits for, until it ends.") { run, output, json };
        cluster.AddTo(command);
        command.SetAction(async parsed =>
        {
            var address = cluster.Address(parsed);
            var folder = parsed.GetValue(output) is { } path ? RunFolder.OpenForResult(path).Path : null;
            await using var session = await ClusterSession.ConnectAsync(address);
            var name = parsed.GetRequiredValue(run);
            await session.RequireStartedAsync(name);
            return await RemoteRun.FollowAsync(session, name, folder, parsed.GetValue(json));
        });
        return command;
    }
}
