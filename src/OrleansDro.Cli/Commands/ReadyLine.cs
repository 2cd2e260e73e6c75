using OrleansDro.Grains;
using OrleansDro.Hosting.Cluster;

namespace OrleansDro.Cli.Commands;

/// <summary>The line that tells users and scripts that a silo is ready, and its addresses.</summary>
internal static class ReadyLine
{
    private const string None = "-";

    public static string Format(NodeOptions node, SiloEndpoints endpoints)
    {
        var roles = new[] { NodeRoles.Control, NodeRoles.Trainer }.Where(role => node.Roles.HasFlag(role)).Select(role => role.ToString().ToLowerInvariant());
        var devices = node.Devices.Count == 0 ? None : string.Join(',', node.Devices);
        return $"Ready: silo={endpoints.Silo} gateway={endpoints.Gateway?.ToString() ?? None} http={endpoints.Http?.ToString() ?? None} roles={string.Join(',', roles)} devices={devices}";
    }
}
