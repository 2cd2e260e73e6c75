using System.Net;
using System.Net.Sockets;

namespace OrleansDro.Hosting;

/// <summary>Ports for a silo whose user does not mind which.</summary>
internal static class FreePorts
{
    /// <summary>Two ports of the loopback address; a port that is given stays.</summary>
    public static (int Silo, int Gateway) Pick(int silo = 0, int gateway = 0)
    {
        // Both are held until both are known, so that they differ.
        using var first = new TcpListener(IPAddress.Loopback, 0);
        using var second = new TcpListener(IPAddress.Loopback, 0);
        first.Start();
        second.Start();
        return (silo == 0 ? PortOf(first) : silo, gateway == 0 ? PortOf(second) : gateway);
    }

    private static int PortOf(TcpListener listener) => ((IPEndPoint)listener.LocalEndpoint).Port;
}
