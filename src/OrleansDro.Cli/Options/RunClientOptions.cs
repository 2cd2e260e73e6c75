using System.CommandLine;
using OrleansDro.Cli.Clients;
using OrleansDro.Cli.Sessions;
using OrleansDro.Grains.Coordination;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Cli.Options;

/// <summary>The options that select where a run is: in a process that trains and serves HTTP, or in a cluster.</summary>
internal sealed class RunClientOptions
{
    private readonly Option<string?> _server = new("--server") { Description = ServerAddress.Description, HelpName = "URL" };
    private readonly ClusterOptions _cluster = new();

    public void AddTo(Command command)
    {
        command.Options.Add(_server);
        _cluster.AddTo(command);
    }

    /// <exception cref="InvalidInputException">No run can have this name, an address is not valid, or both a server and a cluster are selected.</exception>
    public async Task<IRunClient> ConnectAsync(ParseResult parsed, string run)
    {
        if (!RunSpecCheck.IsName(run))
        {
            throw new InvalidInputException($"No run has the name '{run}': a name is {RunSpecCheck.NameRule}.");
        }

        var server = parsed.GetValue(_server);
        return (_cluster.IsNamed(parsed), ServerAddress.IsNamed(server)) switch
        {
            (true, true) => throw new InvalidInputException(
                $"Both a server ({_server.Name} or {ServerAddress.Variable}) and a cluster ({ClusterOptions.Names}) are selected. Use only one of them."),
            (true, false) => new ClusterRunClient(await ClusterSession.ConnectAsync(_cluster.Address(parsed)), run),
            _ => new HttpRunClient(ServerAddress.Of(server), run),
        };
    }
}
