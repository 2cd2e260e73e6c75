using System.CommandLine;
using OrleansDro.Cli.Options;
using OrleansDro.Cli.Sessions;
using OrleansDro.Grains;
using OrleansDro.Grains.Scheduling;
using OrleansDro.Hosting.Cluster;

namespace OrleansDro.Cli.Commands;

/// <summary><c>orleansdro silo</c>: one process of a cluster.</summary>
internal static class SiloCommand
{
    public static Command Create()
    {
        var options = new SiloOptions();
        var command = new Command("silo", "Runs one process of a cluster until it receives SIGTERM or Ctrl+C. Any number can be started, at any time.");
        options.AddTo(command);
        command.SetAction(parsed => RunAsync(options.Create(parsed)));
        return command;
    }

    private static async Task<int> RunAsync(ClusterSiloOptions options)
    {
        Devices.Require(options.Node.Devices, "--devices");
        using var stopSignal = new StopSignal();
        try
        {
            await ClusterSilo.RunAsync(options, endpoints => WriteReady(options.Node, endpoints), stopSignal.Token);
        }
        catch (OperationCanceledException) when (stopSignal.Token.IsCancellationRequested)
        {
            // It received the signal before it was ready.
        }

        return ExitCode.Done;
    }

    private static void WriteReady(NodeOptions node, SiloEndpoints endpoints)
    {
        Console.WriteLine(ReadyLine.Format(node, endpoints));
        Console.Out.Flush();
    }
}
