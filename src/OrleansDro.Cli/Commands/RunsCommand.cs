using System.CommandLine;
using OrleansDro.Cli.Reporting.Fleet;

namespace OrleansDro.Cli.Commands;

/// <summary><c>orleansdro runs</c>: all runs of a cluster.</summary>
internal static class RunsCommand
{
    public static Command Create() => ClusterQuestion.Create("runs", "Lists the runs of a cluster: where they stand, who trains, what they wait for.", session => session.GetRunsAsync(), RunTable.Create);
}
