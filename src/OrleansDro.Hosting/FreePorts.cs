using System.Net;
using System.Net.Sockets;

namespace OrleansDro.Hosting;

/// <summary>Picks ports for a silo whose user did not choose them.</summary>
internal static class FreePorts
{
    /// <summary>Two free ports of the loopback address; a given port is returned unchanged.</summary>
    public static (int Silo, int Gateway) Pick(int silo = 0, int gateway = 0)
    {
        // Both listeners stay open until both ports are known, so that the ports differ.
        using var first = new TcpListener(IPAddress.Loopback, 0);
        using var second = new TcpListener(IPAddress.Loopback, 0);
        first.Start();
        second.Start();
        return (silo == 0 ? PortOf(first) : silo, gateway == 0 ? PortOf(second) : gateway);
    }

    private static int PortOf(TcpListener listener) => ((IPEndPoint)listener.LocalEndpoint).Port;
}
