using System.CommandLine;
using OrleansDro.Cli.Clients;
using OrleansDro.Cli.Sessions;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Cli.Options;

/// <summary>The options that select where runs are: behind a server that answers over HTTP, or in a cluster.</summary>
internal sealed class ConnectionOptions
{
    private readonly Option<string?> _server = new("--server") { Description = ServerAddress.Description, HelpName = "URL" };
    private readonly ClusterOptions _cluster = new();

    /// <summary>The options, in the order in which they are listed.</summary>
    public IReadOnlyList<Option> All => [_server, .. _cluster.All];

    /// <summary>Adds the options to a command, hidden: 'orleansdro help connection' lists them once for all commands.</summary>
    public void AddTo(Command command)
    {
        _server.Hidden = true;
        command.Options.Add(_server);
        _cluster.AddTo(command);
    }

    /// <summary>Adds the options to a command that is about them.</summary>
    public void ShowIn(Command command)
    {
        foreach (var option in All)
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Checks the values that are in effect, as far as it can be known without a connection.</summary>
    /// <exception cref="InvalidInputException">A value is not valid, or an option that another one needs is missing.</exception>
    public void Check(ParseResult parsed)
    {
        _ = ServerAddress.Of(parsed.GetValue(_server));
        if (_cluster.Find(parsed).Place != SettingPlace.Nowhere)
        {
            _ = _cluster.Address(parsed);
        }
    }

    /// <summary>Connects to one run: by default at the default address of a training.</summary>
    /// <exception cref="InvalidInputException">An address is not valid, or both a server and a cluster are given.</exception>
    public async Task<IRunClient> ConnectToRunAsync(ParseResult parsed, string run) => UsesCluster(parsed)
        ? new ClusterRunClient(await ClusterSession.ConnectAsync(_cluster.Address(parsed)), run)
        : new HttpRunClient(ServerAddress.Of(parsed.GetValue(_server)), run);

    /// <summary>Connects to the runs of a cluster. A server answers without the time that it takes to join the cluster as a client.</summary>
    /// <exception cref="InvalidInputException">Neither a server nor a cluster is selected, an address is not valid, or both are given.</exception>
    public async Task<IFleetClient> ConnectAsync(ParseResult parsed) => UsesCluster(parsed) || ServerAddress.Find(parsed.GetValue(_server)).Value is null
        ? await ClusterSession.ConnectAsync(_cluster.Address(parsed))
        : new HttpFleetClient(ServerAddress.Of(parsed.GetValue(_server)));

    // What is nearer to the user wins. A server wins where both come from the same place, as it answers sooner.
    private bool UsesCluster(ParseResult parsed)
    {
        var (server, cluster) = (ServerAddress.Find(parsed.GetValue(_server)), _cluster.Find(parsed));
        return (server.Place, cluster.Place) is (SettingPlace.CommandLine, SettingPlace.CommandLine)
            ? throw new InvalidInputException($"Both a server ({_server.Name}) and a cluster ({cluster.Source}) are given. Use only one of them.")
            : cluster.Place < server.Place;
    }
}
