using System.CommandLine;
using OrleansDro.Cli.Reporting.Fleet;

namespace OrleansDro.Cli.Commands;

/// <summary><c>orleansdro checkpoints RUN</c>: the checkpoints of a run.</summary>
internal static class CheckpointsCommand
{
    public static Command Create() => ClusterQueryCommand.CreateForRun(
        "checkpoints",
        "Lists the checkpoints of a run, the latest first, and verifies the checksums of their files.",
        (client, run) => client.GetCheckpointsAsync(run),
        CheckpointTable.Create);
}
