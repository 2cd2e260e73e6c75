using System.Net;
using System.Net.Sockets;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Cli.Options;

/// <summary>Detects a port that is in use before anything is started.</summary>
internal static class ListeningPort
{
    /// <summary>Checks that a port is free.</summary>
    /// <param name="option">The option that names the port.</param>
    /// <param name="address">An address of this machine.</param>
    /// <param name="port">The port; 0 for a free one.</param>
    /// <exception cref="InvalidInputException">The port cannot be used.</exception>
    public static void RequireFree(string option, IPAddress address, int port)
    {
        if (port != 0 && Problem(address, port) is { } problem)
        {
            throw new InvalidInputException($"The port {port} of {option} cannot be used on {address}: {problem}. Choose another port, or 0 for a free one.");
        }
    }

    /// <summary>Why the port cannot be used, in a clause; null if it can.</summary>
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
