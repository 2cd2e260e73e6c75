using System.CommandLine;
using OrleansDro.Cli.Clients;

namespace OrleansDro.Cli.Commands;

/// <summary><c>orleansdro health</c>: whether a silo takes calls, by exit code. For health checks of images that have no other program.</summary>
internal static class HealthCommand
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(4);

    public static Command Create()
    {
        var server = new Option<string?>("--server") { Description = ServerAddress.Description, HelpName = "URL" };
        var command = new Command("health", "Asks a silo with --http-port whether it takes calls: exit code 0 where it does, 1 where it does not.") { server };
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
