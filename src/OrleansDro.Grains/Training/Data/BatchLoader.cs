using OrleansDro.Abstractions.Specs;
using OrleansDro.Grains.Infrastructure;
using OrleansDro.Grains.Observability.Metrics;
using OrleansDro.Grains.Protocol.Sampling;
using OrleansDro.Learning.Data;
using OrleansDro.Learning.Training;
using OrleansDro.Robustness.Errors;
using OrleansDro.Robustness.Randomness;

namespace OrleansDro.Grains.Training.Data;

/// <summary>
/// Fetches a step's draws and loads its cases. Two sets of buffers take turns, so that one step can be loaded while the previous one is computed.
/// </summary>
/// <param name="spec">The run's spec.</param>
/// <param name="task">Gives the shapes of the examples.</param>
/// <param name="cases">The run's training cases.</param>
/// <param name="sampler">Gives the draws.</param>
/// <param name="clock">The time.</param>
/// <param name="cancellation">Ends all work.</param>
internal sealed class BatchLoader(RunSpec spec, TaskDescription task, TrainingCases cases, ISamplerGrain sampler, TimeProvider clock, CancellationToken cancellation) : IDisposable
{
    private const int BufferSets = 2;

    private readonly Dictionary<(long Set, int MicroBatch), BatchBuffer[]> _buffers = [];

    private int CasesPerMicroBatch => spec.BatchSize / spec.MicroBatches;

    private int BuffersPerMicroBatch => spec.LocalUpdates?.InnerSteps ?? 1;

    /// <summary>Asks for a step's draws and, if they are available, loads some of its micro-batches. The step two before it must not be used any more, as its buffers are overwritten.</summary>
    public async Task<FetchedStep> Fetch(long step, int[] microBatches)
    {
        using var span = Spans.Start("draw", spec.Name, step);
        var reply = await RetryUntilAnswered.Call(() => sampler.Draw(step), cancellation);
        span?.Stop();
        if (reply.Batch is not { } batch)
        {
            return reply switch
            {
                { IsOver: true } => new FetchedStep.RunIsOver(),
                { IsPast: true } => new FetchedStep.IsPast(),
                _ => new FetchedStep.NotDrawnYet(),
            };
        }

        var drawnAt = clock.GetTimestamp();
        await cases.EnsureOpened(batch.Draws.Max(draw => draw.Case) + 1);
        var input = new StepInput(batch, drawnAt, []);
        await Load(input, microBatches);
        return new FetchedStep.Drawn(input);
    }

    /// <summary>Loads those of the given micro-batches of a step that are not loaded yet.</summary>
    public async Task Load(StepInput input, IEnumerable<int> microBatches)
    {
        var size = CasesPerMicroBatch;
        var loading = microBatches.Where(number => !input.MicroBatches.ContainsKey(number)).Select(number => new LoadedMicroBatch(
            number, [.. input.Batch.Draws.AsSpan().Slice(number * size, size)], BuffersOf(input.Batch.Step, number), new string?[size])).ToArray();
        await Task.Run(
            () => Parallel.For(0, loading.Length * size, new ParallelOptions { MaxDegreeOfParallelism = spec.Compute.LoaderThreads }, i =>
                LoadCase(input.Batch.Step, loading[i / size], i % size)),
            cancellation);
        foreach (var microBatch in loading)
        {
            input.MicroBatches[microBatch.Number] = microBatch;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var buffer in _buffers.Values.SelectMany(buffers => buffers))
        {
            buffer.Dispose();
        }
    }

    private BatchBuffer[] BuffersOf(long step, int microBatch)
    {
        var key = (step % BufferSets, microBatch);
        if (!_buffers.TryGetValue(key, out var buffers))
        {
            _buffers[key] = buffers = [.. Enumerable.Range(0, BuffersPerMicroBatch).Select(_ => new BatchBuffer(task, CasesPerMicroBatch / BuffersPerMicroBatch))];
        }

        return buffers;
    }

    private void LoadCase(long step, LoadedMicroBatch microBatch, int position)
    {
        var draw = microBatch.Draws[position];
        var (number, place) = Math.DivRem(position, CasesPerMicroBatch / BuffersPerMicroBatch);
        var input = microBatch.Buffers[number].InputOf(place);
        var target = microBatch.Buffers[number].TargetOf(place);
        try
        {
            cases.Source.LoadForTraining(draw.Case, new CounterRandom(spec.Seed, RandomPurpose.Augmentation, step, draw.Slot), input, target);
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
