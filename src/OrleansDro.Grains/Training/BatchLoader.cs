using OrleansDro.Abstractions.Runs;
using OrleansDro.Abstractions.Sampling;
using OrleansDro.Learning;
using OrleansDro.Learning.Data;
using OrleansDro.Learning.Training;
using OrleansDro.Robustness.Randomness;
using OrleansDro.Robustness.Sampling;

namespace OrleansDro.Grains.Training;

/// <summary>
/// Fetches a step's draws and loads their cases, one step ahead of the computation: two sets of buffers take turns.
/// </summary>
internal sealed class BatchLoader : IDisposable
{
    private const int BufferSets = 2;

    private readonly RunSpec _spec;
    private readonly ICaseSource _cases;
    private readonly Func<int, Task> _knowCases;
    private readonly ISamplerGrain _sampler;
    private readonly int[] _microBatches;
    private readonly BatchBuffer[][] _buffers;

    public BatchLoader(RunSpec spec, TaskDescription task, ICaseSource cases, Func<int, Task> knowCases, ISamplerGrain sampler, int[] microBatches)
    {
        (_spec, _cases, _knowCases, _sampler, _microBatches) = (spec, cases, knowCases, sampler, microBatches);
        _buffers = [.. Enumerable.Range(0, BufferSets).Select(_ => microBatches.Select(_ => new BatchBuffer(task, CasesPerMicroBatch)).ToArray())];
    }

    private int CasesPerMicroBatch => _spec.BatchSize / _spec.MicroBatches;

    /// <summary>Loads a step. The step two before it must be done with.</summary>
    /// <returns>The step, or null where the run ends before it.</returns>
    public async Task<LoadedStep?> Load(long step)
    {
        while (true)
        {
            var reply = await _sampler.Draw(step);
            if (reply.IsOver)
            {
                return null;
            }

            if (reply.Batch is { } batch)
            {
                await _knowCases(batch.Draws.Max(draw => draw.Case) + 1);
                return await Task.Run(() => Load(batch));
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var buffer in _buffers.SelectMany(buffers => buffers))
        {
            buffer.Dispose();
        }
    }

    private LoadedStep Load(BatchDraw batch)
    {
        var size = CasesPerMicroBatch;
        var loaded = _microBatches.Select((number, i) => new LoadedMicroBatch(
            number,
            [.. batch.Draws.AsSpan().Slice(number * size, size)],
            _buffers[batch.Step % BufferSets][i],
            new string?[size])).ToArray();
        Parallel.For(0, loaded.Length * size, new ParallelOptions { MaxDegreeOfParallelism = _spec.Compute.LoaderThreads }, i =>
            LoadCase(batch.Step, loaded[i / size], i % size));
        return new LoadedStep(loaded, batch.FloorProbability, batch.Beta);
    }

    private void LoadCase(long step, LoadedMicroBatch microBatch, int position)
    {
        var draw = microBatch.Draws[position];
        var input = microBatch.Buffer.InputOf(position);
        var target = microBatch.Buffer.TargetOf(position);
        try
        {
            _cases.LoadForTraining(draw.Case, new CounterRandom(_spec.Seed, RandomPurpose.Augmentation, step, draw.Slot), input, target);
        }
        catch (InvalidInputException exception)
        {
            // One bad file does not stop a run: the draw is reported without a loss, which quarantines the case.
            microBatch.Problems[position] = exception.Message;
            input.Clear();
            target.Clear();
        }
    }
}
