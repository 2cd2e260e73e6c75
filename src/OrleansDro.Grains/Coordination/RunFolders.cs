using OrleansDro.Grains.Runs;
using OrleansDro.Robustness.Errors;
using OrleansDro.Learning.Data;

namespace OrleansDro.Grains.Coordination;

/// <summary>Keeps what a run writes inside the silos' folder of checkpoints.</summary>
internal sealed class RunFolders(DurableRun run, NodeOptions node)
{
    /// <exception cref="InvalidInputException">The run names a folder, and its silo is not one of the process that started it; or its folder is a link that leads elsewhere.</exception>
    public void RequireInside()
    {
        if (node.AllowsAnyFolder)
        {
            return;
        }

        var start = run.Record.Start;
        if ((start.CheckpointRoot ?? start.EventFolder) is { } given)
        {
            throw new InvalidInputException(
                $"The run was started with the folder '{given}', but the runs of a cluster save themselves in {node.CheckpointRoot ?? "no folder, as its silos were started without --checkpoint-root"}. Start it without CheckpointRoot and EventFolder.");
        }

        if (node.CheckpointRoot is { } root && new[] { run.CheckpointRoot, run.EventFolder }.FirstOrDefault(folder => ConfinedPath.Find(root, folder!) is null) is { } outside)
        {
            throw new InvalidInputException($"The run's folder {outside} leads out of {root}, the silos' folder of checkpoints. Remove the link, or give the run another name.");
        }
    }
}
