using System.CommandLine;
using OrleansDro.Cli.Reporting.Fleet;

namespace OrleansDro.Cli.Commands;

/// <summary><c>orleansdro runs</c>: all runs of a cluster.</summary>
internal static class RunsCommand
{
    public static Command Create() => ClusterQueryCommand.Create("runs", "Lists the runs of a cluster with their progress, their trainers and what they wait for.", client => client.GetRunsAsync(), RunTable.Create);
}
