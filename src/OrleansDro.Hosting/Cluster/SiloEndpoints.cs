using System.Net;

namespace OrleansDro.Hosting.Cluster;

/// <summary>The addresses of a silo that is ready.</summary>
/// <param name="Silo">Its address with its generation, as Orleans writes it: <c>10.0.0.1:11111@1234567</c>.</param>
/// <param name="Gateway">The address for clients; null if it accepts none.</param>
/// <param name="Http">The address at which it serves HTTP; null if it does not.</param>
public sealed record SiloEndpoints(string Silo, IPEndPoint? Gateway, Uri? Http);
