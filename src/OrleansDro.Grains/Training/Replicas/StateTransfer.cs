using OrleansDro.Grains.Infrastructure;
using OrleansDro.Grains.Protocol.Coordination;
using OrleansDro.Grains.Protocol.Training;
using OrleansDro.Grains.Training.Context;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Grains.Training.Replicas;

/// <summary>Gives a replica the run's state, from a donor, a checkpoint or the seed; and gives copies of it to others, in parts.</summary>
internal sealed class StateTransfer(TrainerContext context, LiveReplica live)
{
    private const int PartBytes = 1 << 19;
    private const int PartsAtOnce = 4;
    private const int CopiesKept = 2;

    private readonly SortedDictionary<long, byte[]> _copies = [];
    private long _lastCopy;

    /// <summary>Gets the state.</summary>
    /// <returns>Whether it is there; if not, the orders may name another source soon.</returns>
    public async Task<bool> Get(long attempt, StateSource source)
    {
        if (source.Donor is { } donor)
        {
            return await Fetch(attempt, context.Grains.GetGrain<ITrainerGrain>(donor.KeyOf(context.RunName)));
        }

        if (source.Checkpoint is not { } folder)
        {
            await live.Seed(attempt, source.FirstStep);
            return true;
        }

        try
        {
            await live.Load(attempt, source.FirstStep, folder);
            return true;
        }
        catch (IOException exception)
        {
            throw new InvalidInputException($"The checkpoint {folder} cannot be read here: {exception.Message} All trainers must reach the folder of the checkpoints.", exception);
        }
    }

    /// <inheritdoc cref="ITrainerGrain.TakeSnapshot"/>
    public async Task<ReplicaSnapshot?> Copy()
    {
        var (state, step) = await live.Copy();
        if (step is null)
        {
            return null;
        }

        _copies[++_lastCopy] = state;
        while (_copies.Count > CopiesKept)
        {
            _copies.Remove(_copies.Keys.First());
        }

        return new ReplicaSnapshot(_lastCopy, step.Value, (state.Length + PartBytes - 1) / PartBytes);
    }

    /// <inheritdoc cref="ITrainerGrain.GetSnapshotPart"/>
    public byte[]? PartOf(long copy, int part) => _copies.TryGetValue(copy, out var state)
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

            await live.Load(attempt, snapshot.Step, state.ToArray());
            return true;
        }
        catch (Exception exception) when (TransientFaults.IsLostCall(exception))
        {
            // The donor is gone; the run will name another.
            return false;
        }
    }
}
