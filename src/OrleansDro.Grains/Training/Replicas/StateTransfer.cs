using OrleansDro.Abstractions;
using OrleansDro.Grains.Protocol.Coordination;
using OrleansDro.Grains.Protocol.Training;
using OrleansDro.Grains.Training.Context;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Grains.Training.Replicas;

/// <summary>Gives a replica the run's state, from a donor, a checkpoint or the seed; and gives copies of it to other trainers, in parts.</summary>
/// <param name="grains">The run's grains.</param>
/// <param name="replica">The replica.</param>
internal sealed class StateTransfer(RunGrains grains, LiveReplica replica)
{
    /// <summary>The largest size of a part, in bytes.</summary>
    public const int PartBytes = 1 << 19;

    private const int PartsAtOnce = 4;
    private const int CopiesKept = 2;

    private readonly SortedDictionary<long, byte[]> _copies = [];
    private long _lastCopy;

    /// <summary>Acquires the state.</summary>
    /// <param name="attempt">The attempt of the run.</param>
    /// <param name="source">Where the state is.</param>
    /// <returns>Whether the replica has it; if not, the donor is lost or has no state, and the orders may name another source soon.</returns>
    /// <exception cref="InvalidInputException">The checkpoint cannot be read, or is of another model or optimizer.</exception>
    public async Task<bool> Acquire(long attempt, StateSource source)
    {
        if (source.Donor is { } donor)
        {
            return await Fetch(attempt, grains.TrainerOf(donor));
        }

        if (source.Checkpoint is not { } folder)
        {
            await replica.InitializeFromSeed(attempt, source.FirstStep);
            return true;
        }

        try
        {
            await replica.Load(attempt, source.FirstStep, folder);
            return true;
        }
        catch (IOException exception)
        {
            throw new InvalidInputException($"The checkpoint {folder} cannot be read here: {exception.Message} All trainers must reach the folder of the checkpoints.", exception);
        }
    }

    /// <inheritdoc cref="ITrainerGrain.TakeSnapshot"/>
    public async Task<ReplicaSnapshot?> TakeSnapshot()
    {
        if (await replica.Copy() is not var (state, step))
        {
            return null;
        }

        _copies[++_lastCopy] = state;
        while (_copies.Count > CopiesKept)
        {
            _copies.Remove(_copies.Keys.First());
        }

        return new ReplicaSnapshot(_lastCopy, step, (state.Length + PartBytes - 1) / PartBytes);
    }

    /// <inheritdoc cref="ITrainerGrain.GetSnapshotPart"/>
    public byte[]? PartOf(long snapshot, int part) => _copies.TryGetValue(snapshot, out var state)
        ? state[(part * PartBytes)..Math.Min((part + 1) * PartBytes, state.Length)]
        : null;

    private async Task<bool> Fetch(long attempt, ITrainerGrain donor)
    {
        try
        {
            if (await donor.TakeSnapshot() is not { } snapshot)
            {
                return false;
            }

            using var state = new MemoryStream(snapshot.Parts * PartBytes);
            foreach (var numbers in Enumerable.Range(0, snapshot.Parts).Chunk(PartsAtOnce))
            {
                foreach (var part in await Task.WhenAll(numbers.Select(number => donor.GetSnapshotPart(snapshot.Id, number))))
                {
                    if (part is null)
                    {
                        return false;
                    }

                    state.Write(part);
                }
            }

            await replica.Load(attempt, snapshot.Step, state.ToArray());
            return true;
        }
        catch (Exception exception) when (TransientFaults.IsLostCall(exception))
        {
            // The donor was lost. The run will name another one.
            return false;
        }
    }
}
