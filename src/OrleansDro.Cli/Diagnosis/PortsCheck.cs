using System.Globalization;
using System.Net;
using OrleansDro.Cli.Options;

namespace OrleansDro.Cli.Diagnosis;

/// <summary>Whether processes can listen on the ports that the user names. Without a port they pick free ones.</summary>
/// <param name="ports">The ports to check, each with its option; 0 stands for a free one.</param>
internal sealed class PortsCheck(IReadOnlyList<(string Option, int Port)> ports)
{
    /// <summary>The check's name.</summary>
    public const string Name = "ports";

    /// <summary>Listens on each port for a short time, on all addresses of the machine.</summary>
    public IEnumerable<Finding> Run() => ports.Count == 0 ? [Try("free", 0)] : ports.Select(port => Try(port.Option, port.Port));

    private static Finding Try(string subject, int port)
    {
        var text = port == 0 ? "any" : port.ToString(CultureInfo.InvariantCulture);
        return (ListeningPort.Problem(IPAddress.Any, port), port) switch
        {
            ({ } problem, _) => Finding.Failure(subject, $"{text} cannot be used: {problem}.", "Choose another port, or 0 for a free one; 'ss -ltnp' shows which program uses it."),
            (_, 0) => Finding.Ok(subject, "a process can listen on a free port"),
            _ => Finding.Ok(subject, $"{text} is free"),
        };
    }
}
