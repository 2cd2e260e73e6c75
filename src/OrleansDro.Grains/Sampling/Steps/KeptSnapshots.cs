using OrleansDro.Grains.Protocol.Sampling;

namespace OrleansDro.Grains.Sampling.Steps;

/// <summary>The latest snapshots of a sampler. They stay in memory long enough for trainers to save them with their checkpoint.</summary>
/// <param name="checkpointEvery">Steps from one checkpoint to the next; 0 if there are none.</param>
internal sealed class KeptSnapshots(int checkpointEvery)
{
    private readonly Dictionary<long, SamplerSnapshot> _snapshots = [];

    /// <summary>The snapshot of a step, or null if it was not taken or is not kept any more.</summary>
    public SamplerSnapshot? Of(long step) => _snapshots.GetValueOrDefault(step);

    /// <summary>Removes the snapshots that are older than two checkpoints, before the snapshot of a step needs memory of its own.</summary>
    public void RemoveOld(long step)
    {
        foreach (var past in _snapshots.Keys.Where(kept => kept <= step - (2 * Math.Max(1, checkpointEvery))).ToArray())
        {
            _snapshots.Remove(past);
        }
    }

    /// <summary>Keeps a snapshot.</summary>
    public void Add(SamplerSnapshot snapshot) => _snapshots[snapshot.Step] = snapshot;
}
