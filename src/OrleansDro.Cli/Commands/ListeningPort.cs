using System.Net;
using System.Net.Sockets;
using OrleansDro.Learning;

namespace OrleansDro.Cli.Commands;

/// <summary>Tells of a port that is in use before anything is started.</summary>
internal static class ListeningPort
{
    /// <exception cref="InvalidInputException">Nothing can listen there.</exception>
    public static void RequireFree(string option, IPAddress address, int port)
    {
        if (port == 0)
        {
            return;
        }

        try
        {
            using var listener = new TcpListener(address, port);
            listener.Start();
        }
        catch (SocketException exception)
        {
            throw new InvalidInputException($"The port {port} of {option} cannot be used on {address}: {exception.Message.TrimEnd('.')}. Name another, or 0 for a free one.", exception);
        }
    }
}
