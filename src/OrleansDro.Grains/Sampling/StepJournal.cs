using OrleansDro.Abstractions.Specs;
using OrleansDro.Grains.Infrastructure;
using OrleansDro.Grains.Protocol.Sampling;

namespace OrleansDro.Grains.Sampling;

/// <summary>
/// The losses that trainers reported, one entry for each micro-batch of a step. History and draws are a function of the spec and of these, so that a checkpoint and
/// the entries since then give back all that a sampler knew.
/// </summary>
internal sealed class StepJournal(GrainStateStore storage, RunSpec spec)
{
    private const int StepsAtOnce = 16;

    private readonly HashSet<Task> _appending = [];

    /// <summary>Cases of a micro-batch.</summary>
    private int Size => spec.BatchSize / spec.MicroBatches;

    /// <summary>Puts a micro-batch's losses on record; to do so again changes nothing.</summary>
    public async Task Append(LossReport report)
    {
        var appending = storage.WriteForEver(NameOf(report.Step, report.Slots[0] / Size), report);
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

    /// <summary>Reads the steps from one on, as far as there are entries.</summary>
    /// <returns>The entries of each step that has any, in order; the last step may lack some.</returns>
    public async IAsyncEnumerable<LossReport[]> ReadFrom(long step)
    {
        while (true)
        {
            // Many steps at once, as each answer is a way to the server and back.
            foreach (var read in Enumerable.Range(0, StepsAtOnce).Select(i => Read(step + i)).ToArray())
            {
                if (await read is not { Length: > 0 } entries)
                {
                    yield break;
                }

                yield return entries;
            }

            step += StepsAtOnce;
        }
    }

    /// <summary>Deletes the entries of all steps from one on: the last first, so that what is left has no gap whenever this is cut short.</summary>
    public async Task DeleteFrom(long first)
    {
        // What is still under way would come after the deletion.
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
