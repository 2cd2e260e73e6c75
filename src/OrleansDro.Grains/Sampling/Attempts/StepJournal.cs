using OrleansDro.Abstractions.Specs;
using OrleansDro.Grains.Infrastructure;
using OrleansDro.Grains.Protocol.Sampling.Shards;

namespace OrleansDro.Grains.Sampling.Attempts;

/// <summary>
/// The losses that trainers reported, in durable storage: one entry for each micro-batch of a step. The history and the draws are a function of the spec and of these
/// losses, so a checkpoint and the entries of later steps restore the whole state of a sampler.
/// </summary>
/// <param name="storage">The storage of the sampler.</param>
/// <param name="spec">The run; its batch size is a multiple of its number of micro-batches.</param>
internal sealed class StepJournal(GrainStateStore storage, RunSpec spec)
{
    private const int StepsReadAhead = 16;

    private readonly HashSet<Task> _appending = [];

    /// <summary>Cases of a micro-batch.</summary>
    private int Size => spec.BatchSize / spec.MicroBatches;

    /// <summary>Writes the losses of a micro-batch. The first report wins: writing another one for the same micro-batch changes nothing.</summary>
    /// <param name="report">The losses of all slots of one micro-batch, or of some of them.</param>
    public async Task Append(LossReport report)
    {
        var appending = storage.WriteImmutable(NameOf(report.Step, report.Slots[0] / Size), report);
        _appending.Add(appending);
        try
        {
            await appending;
        }
        finally
        {
            _appending.Remove(appending);
        }
    }

    /// <summary>Reads the entries of a step and of those after it, up to the first step without an entry.</summary>
    /// <returns>The entries of each step, in the order of the steps and micro-batches. Entries of the last step may be missing.</returns>
    public async IAsyncEnumerable<LossReport[]> ReadFrom(long step)
    {
        while (true)
        {
            // Many steps at a time, because each read is a round trip to the storage server.
            foreach (var read in Enumerable.Range(0, StepsReadAhead).Select(i => Read(step + i)).ToArray())
            {
                if (await read is not { Length: > 0 } entries)
                {
                    yield break;
                }

                yield return entries;
            }

            step += StepsReadAhead;
        }
    }

    /// <summary>Deletes the entries of a step and of all later ones. The last step is deleted first: if the deletion is interrupted, the remaining steps have no gap.</summary>
    /// <param name="first">The first step.</param>
    public async Task DeleteFrom(long first)
    {
        // Writes that are in progress would otherwise complete after the deletion.
        await Task.WhenAll(_appending);
        var end = first;
        await foreach (var entries in ReadFrom(first))
        {
            end = entries[0].Step + 1;
        }

        for (var step = end - 1; step >= first; step--)
        {
            await Delete(step);
        }
    }

    /// <summary>Deletes the entries of some steps.</summary>
    /// <param name="first">The first step.</param>
    /// <param name="end">The step after the last.</param>
    public async Task Delete(long first, long end)
    {
        for (var step = first; step < end; step++)
        {
            await Delete(step);
        }
    }

    private Task Delete(long step) =>
        Task.WhenAll(Enumerable.Range(0, spec.MicroBatches).Select(microBatch => storage.Delete<LossReport>(NameOf(step, microBatch))));

    private static string NameOf(long step, int microBatch) => FormattableString.Invariant($"step-{step}-{microBatch}");

    private async Task<LossReport[]> Read(long step)
    {
        var states = await Task.WhenAll(Enumerable.Range(0, spec.MicroBatches).Select(async microBatch =>
        {
            var state = new GrainState<LossReport>();
            await storage.Read(NameOf(step, microBatch), state);
            return state;
        }));
        return [.. states.Where(state => state.RecordExists).Select(state => state.State!)];
    }
}
