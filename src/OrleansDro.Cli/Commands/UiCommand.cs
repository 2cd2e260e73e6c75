using System.CommandLine;
using System.Net.Sockets;
using OrleansDro.Cli.Options;
using OrleansDro.Cli.SavedRuns;
using OrleansDro.Cli.Sessions;
using OrleansDro.Hosting.Http;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Cli.Commands;

/// <summary><c>orleansdro ui DIR</c>: the page over the runs whose files are below a folder.</summary>
internal static class UiCommand
{
    private const int DefaultPort = 5081;

    public static Command Create()
    {
        var folder = new Argument<string>("DIR") { Description = "A folder that holds folders of runs, at any depth up to five, or the folder of one run." };
        var port = new Option<int?>("--port") { Description = $"The port of 127.0.0.1; 0 picks a free port. Default: {DefaultPort}.", HelpName = "N" };
        OptionRange.Require(port, 0, ushort.MaxValue);
        var command = new Command("ui", "Shows runs that have ended in a browser, until Ctrl+C. It reads their folders and changes nothing.") { folder, port };
        command.SetAction(parsed => RunAsync(parsed.GetRequiredValue(folder), parsed.GetValue(port) ?? DefaultPort));
        return command;
    }

    private static async Task<int> RunAsync(string folder, int port)
    {
        using var runs = new FolderRuns(new RootFolder(folder), TimeProvider.System);
        using var stopSignal = new StopSignal();
        await using var server = await StartAsync(runs, port);
        Console.WriteLine($"Listening on {server.Address}");
        await Console.Out.FlushAsync();
        await stopSignal.Requested;
        return ExitCode.Done;
    }

    private static async Task<PageServer> StartAsync(FolderRuns runs, int port)
    {
        try
        {
            return await PageServer.StartAsync(runs, port, endpoints => endpoints.MapRunFiles(runs));
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            throw new InvalidInputException($"The port {port} of --port cannot be used: {exception.Message} Choose another port, or 0 for a free one.", exception);
        }
    }
}
