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
        var command = new Command("silo", "Runs one process of a cluster, until it is asked to stop (SIGTERM, Ctrl+C). Start as many as you like, whenever you like.");
        options.AddTo(command);
        command.SetAction(parsed => RunAsync(options.Create(parsed)));
        return command;
    }

    private static async Task<int> RunAsync(ClusterSiloOptions options)
    {
        Devices.Require(options.Node.Devices, "--devices");
        using var interruption = new Interruption();
        try
        {
            await ClusterSilo.RunAsync(options, endpoints => TellReady(options.Node, endpoints), interruption.Token);
        }
        catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
        {
            // It was asked to stop before it was up.
        }

        return ExitCode.Done;
    }

    private static void TellReady(NodeOptions node, SiloEndpoints endpoints)
    {
        Console.WriteLine(ReadyLine.Format(node, endpoints));
        Console.Out.Flush();
    }
}
