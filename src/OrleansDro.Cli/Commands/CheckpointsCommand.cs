using System.CommandLine;
using OrleansDro.Cli.Reporting.Fleet;

namespace OrleansDro.Cli.Commands;

/// <summary><c>orleansdro checkpoints RUN</c>: what a run has saved.</summary>
internal static class CheckpointsCommand
{
    public static Command Create() => ClusterQuestion.CreateForRun(
        "checkpoints",
        "Lists the checkpoints of a run, the latest first, and checks whether their files are as they were saved.",
        (session, run) => session.GetCheckpointsAsync(run),
        CheckpointTable.Create);
}
