using System.CommandLine;
using OrleansDro.Cli.Clients;

namespace OrleansDro.Cli.Commands;

/// <summary><c>orleansdro health</c>: reports by exit code whether a silo accepts calls. For health checks of images that contain no other program.</summary>
internal static class HealthCommand
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(4);

    public static Command Create()
    {
        var server = new Option<string?>("--server") { Description = ServerAddress.Description, HelpName = "URL" };
        var command = new Command("health", "Checks whether a silo with --http-port accepts calls: exit code 0 if it does, 1 if it does not.") { server };
        command.SetAction(parsed => RunAsync(ServerAddress.Of(parsed.GetValue(server))));
        return command;
    }

    private static async Task<int> RunAsync(Uri server)
    {
        using var client = ServerAddress.CreateClient(server, Limit);
        try
        {
            using var response = await client.GetAsync(new Uri("health/ready", UriKind.Relative));
            Console.WriteLine(await response.Content.ReadAsStringAsync());
            return response.IsSuccessStatusCode ? ExitCode.Done : ExitCode.Failed;
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
        {
            throw new ServerException($"The silo at {server} does not answer: {exception.Message.TrimEnd('.')}.");
        }
    }
}
