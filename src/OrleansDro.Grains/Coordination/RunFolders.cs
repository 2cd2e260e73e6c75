using OrleansDro.Grains.Runs;
using OrleansDro.Learning.Data;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Grains.Coordination;

/// <summary>Checks that a run writes only inside the silos' folder of checkpoints.</summary>
internal sealed class RunFolders(DurableRun run, NodeOptions node)
{
    /// <summary>Checks the folders of the run.</summary>
    /// <exception cref="InvalidInputException">The run names a folder although its silo belongs to another process than the caller, or its folder is a link that leads elsewhere.</exception>
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
                $"The run was started with the folder '{given}', but runs of a cluster save their checkpoints in {node.CheckpointRoot ?? $"no folder, because {nameof(NodeOptions)}.{nameof(NodeOptions.CheckpointRoot)} of its silos is not set"}. Start it without CheckpointRoot and EventFolder.");
        }

        if (node.CheckpointRoot is { } root && new[] { run.CheckpointRoot, run.EventFolder }.OfType<string>().FirstOrDefault(folder => ConfinedPath.Find(root, folder) is null) is { } outside)
        {
            throw new InvalidInputException($"The run's folder {outside} leads out of {root}, the silos' folder of checkpoints. Remove the link, or use another run name.");
        }
    }
}
