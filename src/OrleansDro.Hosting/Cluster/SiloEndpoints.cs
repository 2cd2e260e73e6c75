using System.Net;

namespace OrleansDro.Hosting.Cluster;

/// <summary>Where a silo that takes calls is reached.</summary>
/// <param name="Silo">Its address with its generation, as Orleans writes it: <c>10.0.0.1:11111@1234567</c>.</param>
/// <param name="Gateway">Where clients connect; null where they do not.</param>
/// <param name="Http">Where it answers over HTTP; null where it does not.</param>
public sealed record SiloEndpoints(string Silo, IPEndPoint? Gateway, Uri? Http);
