using System.Net;
using System.Net.Sockets;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Cli.Options;

/// <summary>Tells of a port that is in use before anything is started.</summary>
internal static class ListeningPort
{
    /// <exception cref="InvalidInputException">Nothing can listen there.</exception>
    public static void RequireFree(string option, IPAddress address, int port)
    {
        if (port != 0 && Problem(address, port) is { } problem)
        {
            throw new InvalidInputException($"The port {port} of {option} cannot be used on {address}: {problem}. Name another, or 0 for a free one.");
        }
    }

    /// <summary>Why nothing can listen on a port, in a clause; null if something can.</summary>
    /// <param name="address">An address of this machine.</param>
    /// <param name="port">The port; 0 for a free one.</param>
    public static string? Problem(IPAddress address, int port)
    {
        try
        {
            using var listener = new TcpListener(address, port);
            listener.Start();
            return null;
        }
        catch (SocketException exception)
        {
            return exception.Message.TrimEnd('.');
        }
    }
}
