using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using OrleansDro.Grains;
using OrleansDro.Hosting.Cluster;
using OrleansDro.Hosting.Http;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Cli.Options;

/// <summary>The options of the command <c>silo</c>.</summary>
internal sealed class SiloOptions
{
    private const string Control = "control";
    private const string Automatic = "auto";

    private static readonly Dictionary<string, NodeRoles> Roles = new() { [Control] = NodeRoles.Control, ["trainer"] = NodeRoles.Trainer, ["all"] = NodeRoles.All };

    private readonly ClusterOptions _cluster = new();
    private readonly CatalogOption _catalog = new();
    private readonly Option<NodeRoles> _role = new("--role")
    {
        Description = "The role of the silo: control (runs, sampling, cases), trainer (devices that train), or all.",
        HelpName = "control|trainer|all",
        Required = true,
        CustomParser = result =>
        {
            var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
            if (!Roles.TryGetValue(text, out var role))
            {
                result.AddError($"--role must be one of {string.Join(", ", Roles.Keys)}; it is '{text}'.");
            }

            return role;
        },
    };

    private readonly Option<IReadOnlyList<string>?> _devices = new("--devices")
    {
        Description = $"The devices that it trains on: {DeviceList.Form}. Default: cpu:1.",
        HelpName = "LIST",
        CustomParser = result =>
        {
            var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
            if (!DeviceList.TryParse(text, out var devices))
            {
                result.AddError($"--devices must be {DeviceList.Form}, each device once; it is '{text}'.");
            }

            return devices;
        },
    };

    private readonly Option<string?> _name = new("--name") { Description = "The silo's name in logs and dashboards, for example the name of its pod. Default: a random name.", HelpName = "NAME" };
    private readonly Option<int> _siloPort = new("--silo-port") { Description = "The port for other silos. Default: 0, which picks a free port.", HelpName = "N" };
    private readonly Option<int> _gatewayPort = new("--gateway-port") { Description = "The port for clients, for a silo with the control role. Default: 0, which picks a free port.", HelpName = "N" };
    private readonly Option<int?> _httpPort = new("--http-port") { Description = "Serve HTTP on this port; 0 picks a free port. Default: no HTTP.", HelpName = "N" };
    private readonly Option<string?> _httpAddress = new("--http-address")
    {
        Description = $"The IP address on which it serves HTTP. An address that other machines can reach needs a token in the environment variable {HttpApiOptions.TokenVariable}; HTTP is not encrypted. Default: 127.0.0.1.",
        HelpName = "ADDRESS",
    };

    private readonly Option<string[]> _httpHosts = new("--http-host")
    {
        Description = "Host names or IP addresses that HTTP requests may use, in addition to localhost, 127.0.0.1 and the address of --http-address.",
        HelpName = "NAME",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<bool> _dashboard = new("--orleans-dashboard") { Description = "Serve Orleans' own dashboard at /dashboard of the HTTP port. It measures each grain call, which takes time." };
    private readonly Option<string?> _advertise = new("--advertise")
    {
        Description = $"The IP address at which other silos and clients reach this silo, or {Automatic} for the address of this machine's host name, as in a container. Default: 127.0.0.1; then the silo listens only there. With any other address it listens on all addresses: use TLS (--tls-certificate), or keep the network private.",
        HelpName = "ADDRESS",
    };

    private readonly Option<string?> _checkpointRoot = new("--checkpoint-root") { Description = "Folder for checkpoints, with a subfolder for each run; all silos must have access to it. Default: runs are not saved.", HelpName = "DIR" };
    private readonly Option<string?> _dataRoot = new("--data-root") { Description = "Folder that contains the data sets; relative paths are below it. Default: none; then only data sets without files can be used.", HelpName = "DIR" };
    private readonly Option<int> _redisTimeout = new("--redis-timeout") { Description = "How long the silo waits for Redis and for the cluster when it starts. Default: 30.", HelpName = "SECONDS", DefaultValueFactory = _ => 30 };

    public void AddTo(Command command)
    {
        OptionRange.Require(_siloPort, 0, ushort.MaxValue);
        OptionRange.Require(_gatewayPort, 0, ushort.MaxValue);
        OptionRange.Require(_httpPort, 0, ushort.MaxValue);
        OptionRange.Require(_redisTimeout, 1, 3600);
        command.Validators.Add(result =>
        {
            if (result.GetResult(_devices) is not null && result.GetResult(_role)?.Tokens is [{ Value: Control }])
            {
                result.AddError("--devices can be used only with --role trainer or all; a control silo does not train.");
            }
        });
        command.Validators.Add(result =>
        {
            foreach (var option in new Option[] { _dashboard, _httpAddress, _httpHosts }.Where(option => result.GetResult(option) is not null && result.GetResult(_httpPort) is null))
            {
                result.AddError($"{option.Name} needs --http-port: without a port, the silo does not serve HTTP.");
            }
        });
        command.Options.Add(_role);
        _cluster.AddTo(command);
        _catalog.AddTo(command);
        foreach (var option in new Option[] { _name, _devices, _siloPort, _gatewayPort, _httpPort, _httpAddress, _httpHosts, _dashboard, _advertise, _checkpointRoot, _dataRoot, _redisTimeout })
        {
            command.Options.Add(option);
        }
    }

    /// <exception cref="InvalidInputException">A value cannot be used.</exception>
    public ClusterSiloOptions Create(ParseResult parsed)
    {
        var cluster = _cluster.Address(parsed);
        var roles = parsed.GetValue(_role);
        var advertised = AdvertisedAddress(parsed.GetValue(_advertise));
        var http = Http(parsed);
        var (siloPort, gatewayPort) = (parsed.GetValue(_siloPort), parsed.GetValue(_gatewayPort));
        if (siloPort != 0 && siloPort == gatewayPort)
        {
            throw new InvalidInputException($"{_siloPort.Name} and {_gatewayPort.Name} must differ; both are {siloPort}.");
        }

        if (gatewayPort != 0 && !roles.HasFlag(NodeRoles.Control))
        {
            throw new InvalidInputException($"{_gatewayPort.Name} can be used only with the control role: clients do not connect to a silo that only trains.");
        }

        ListeningPort.RequireFree(_siloPort.Name, advertised, siloPort);
        ListeningPort.RequireFree(_gatewayPort.Name, advertised, gatewayPort);
        ListeningPort.RequireFree(_httpPort.Name, http?.Address ?? IPAddress.Loopback, http?.Port ?? 0);
        return new ClusterSiloOptions
        {
            Cluster = cluster,
            Name = parsed.GetValue(_name),
            Node = new NodeOptions
            {
                Roles = roles,
                Devices = roles.HasFlag(NodeRoles.Trainer) ? parsed.GetValue(_devices) ?? ["cpu:0"] : [],
                CheckpointRoot = WritableFolder(_checkpointRoot.Name, parsed.GetValue(_checkpointRoot)),
                DataRoot = ExistingFolder(_dataRoot.Name, parsed.GetValue(_dataRoot)),
            },
            SiloPort = siloPort,
            GatewayPort = gatewayPort,
            AdvertisedAddress = advertised,
            Http = http,
            StartTimeout = TimeSpan.FromSeconds(parsed.GetValue(_redisTimeout)),
            ConfigureServices = CatalogOption.Register(_catalog.Catalog(parsed)),
        };
    }

    private HttpApiOptions? Http(ParseResult parsed)
    {
        if (parsed.GetValue(_httpPort) is not { } port)
        {
            return null;
        }

        var text = parsed.GetValue(_httpAddress);
        var address = IPAddress.Loopback;
        if (text is not null && !IPAddress.TryParse(text, out address))
        {
            throw new InvalidInputException($"{_httpAddress.Name} must be an IP address of this machine, such as 127.0.0.1 or 10.0.0.5; it is '{text}'.");
        }

        var http = new HttpApiOptions { Address = address, Hosts = parsed.GetValue(_httpHosts) ?? [], Port = port, OrleansDashboard = parsed.GetValue(_dashboard) };
        http.Check();
        return http;
    }

    private IPAddress AdvertisedAddress(string? text)
    {
        if (text is null)
        {
            return IPAddress.Loopback;
        }

        if (text == Automatic)
        {
            return AddressOfHostName();
        }

        return IPAddress.TryParse(text, out var address) && !address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any)
            ? address
            : throw new InvalidInputException($"{_advertise.Name} must be an IP address at which the other silos reach this machine, such as 10.0.0.5; it is '{text}'.");
    }

    private IPAddress AddressOfHostName()
    {
        var host = Dns.GetHostName();
        try
        {
            return Dns.GetHostAddresses(host, AddressFamily.InterNetwork).FirstOrDefault(address => !IPAddress.IsLoopback(address)) ?? throw new SocketException((int)SocketError.HostNotFound);
        }
        catch (SocketException exception)
        {
            throw new InvalidInputException($"{_advertise.Name} {Automatic}: this machine's host name {host} has no address that other machines can reach. Use the address itself.", exception);
        }
    }

    private static string? ExistingFolder(string option, string? path) => path is null || Directory.Exists(path)
        ? path is null ? null : Path.GetFullPath(path)
        : throw new InvalidInputException($"The folder {path} of {option} does not exist. Choose an existing folder.");

    private static string? WritableFolder(string option, string? path)
    {
        if (path is null)
        {
            return null;
        }

        try
        {
            return Directory.CreateDirectory(path).FullName;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"The folder {path} of {option} cannot be created: {exception.Message} Choose another folder.", exception);
        }
    }
}
