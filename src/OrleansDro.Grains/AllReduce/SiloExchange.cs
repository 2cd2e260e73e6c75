using OrleansDro.Abstractions.Specs;
using OrleansDro.Grains.AllReduce.Gradients;
using OrleansDro.Grains.AllReduce.Reducers;
using OrleansDro.Grains.Protocol.AllReduce;

namespace OrleansDro.Grains.AllReduce;

/// <summary>
/// Where the trainers of one silo meet to exchange the gradients of one generation: each gives what it has computed, by reference, and all share the result. Safe for use by
/// several threads at a time; nobody computes within its lock.
/// </summary>
/// <param name="parts">Parts of a step.</param>
/// <param name="expected">Those that the silo's members compute.</param>
/// <param name="format">How gradients travel.</param>
/// <param name="reducer">Makes the results.</param>
/// <param name="clock">The time.</param>
internal sealed class SiloExchange(int parts, IReadOnlyCollection<int> expected, GradientFormat format, IStepReducer reducer, TimeProvider clock) : IDisposable
{
    /// <summary>Results kept: a joiner is at most so many steps behind, or asks a donor again. Reducers keep them as well, and where there are some they are asked.</summary>
    private readonly int _keptSteps = reducer.IsOnlyOne ? 4 : 1;

    private readonly Lock _lock = new();
    private readonly SortedDictionary<long, StepGradient> _reduced = [];
    private readonly Dictionary<long, StepReduction> _open = [];
    private long _goneBefore;
    private int _trainers;

    /// <summary>Whether all micro-batches of the generation are computed in this silo.</summary>
    public bool IsWhole => reducer.IsOnlyOne;

    /// <summary>Whether trainers of this silo take part.</summary>
    public bool IsUsed => Volatile.Read(ref _trainers) > 0;

    /// <summary>When somebody was last interested, as a timestamp of the clock.</summary>
    public long LastUsed { get; private set; } = clock.GetTimestamp();

    /// <summary>Bytes of gradients that went to other silos or came from them since this was asked last.</summary>
    public long TakeBytes() => reducer.TakeBytes();

    /// <summary>A trainer takes part.</summary>
    public void Join() => Interlocked.Increment(ref _trainers);

    /// <summary>A trainer takes part no more. With the last all work ends.</summary>
    public void Leave()
    {
        if (Interlocked.Decrement(ref _trainers) == 0)
        {
            EndWork();
        }
    }

    /// <summary>Takes what a trainer has of a step. What was given before is not taken again.</summary>
    /// <param name="step">The step.</param>
    /// <param name="sums">The gradients over its parts, which it must not write to any more.</param>
    /// <param name="lastApplied">The gradient that it applied last, for others who lack it; null where it has none.</param>
    public void Give(long step, IEnumerable<KeyValuePair<TreeNode, PartialGradient>> sums, StepGradient? lastApplied)
    {
        lock (_lock)
        {
            if (lastApplied is not null && !_reduced.ContainsKey(lastApplied.Step) && !IsGone(lastApplied.Step))
            {
                Keep(lastApplied.Share());
            }

            if (_reduced.ContainsKey(step) || IsGone(step))
            {
                return;
            }

            var reduction = ReductionOf(step);
            if (lastApplied is not null)
            {
                reduction.Precede(lastApplied);
            }

            foreach (var (node, sum) in sums)
            {
                reduction.Give(node, sum);
            }
        }
    }

    /// <summary>Asks for the gradient of a step.</summary>
    /// <param name="step">The step.</param>
    /// <param name="patience">How long to wait for it.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task<ExchangeReply> Get(long step, TimeSpan patience, CancellationToken cancellation)
    {
        StepReduction reduction;
        TaskCompletionSource<ExchangeReply> outcome;
        lock (_lock)
        {
            LastUsed = clock.GetTimestamp();
            if (_reduced.TryGetValue(step, out var reduced))
            {
                return Reply(reduced);
            }

            if (IsGone(step))
            {
                return Gone;
            }

            reduction = ReductionOf(step);
            outcome = reduction.Wait();
        }

        await ((Task)outcome.Task).WaitAsync(patience, clock, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!reduction.StopWaiting(outcome))
        {
            return await outcome.Task.ConfigureAwait(false);
        }

        cancellation.ThrowIfCancellationRequested();
        return Pending(reduction);
    }

    /// <summary>Asks for a slice of the gradient of a step, from another silo.</summary>
    /// <param name="slice">The slice.</param>
    /// <param name="step">The step.</param>
    /// <param name="patience">How long to wait for it.</param>
    public async Task<ReduceReply> GetSlice(int slice, long step, TimeSpan patience)
    {
        var reply = await Get(step, patience, CancellationToken.None);
        if (reply.Gradient is null)
        {
            return new ReduceReply(null, [.. reply.Arrived], reply.IsGone, reply.IsPassed);
        }

        using var gradient = reply.Gradient;
        var (first, count) = GradientSlices.Of(slice, gradient.Values.Numbers.Length);
        using var block = PooledBlock.Rent(count * GradientNumbers.SizeOf(format));
        GradientNumbers.Write(gradient.Values.Numbers.AsSpan(first, count), format, block.Bytes);
        return new ReduceReply(new ReducedGradient(gradient.WeightSum, block.ShareWithMessage()), [], IsGone: false);
    }

    /// <summary>Ends all work and forgets all results.</summary>
    public void Dispose()
    {
        EndWork();
        lock (_lock)
        {
            foreach (var gradient in _reduced.Values)
            {
                gradient.Dispose();
            }

            _reduced.Clear();
        }
    }

    private static ExchangeReply Gone { get; } = new(null, IsGone: true, new HashSet<int>());

    private static ExchangeReply Reply(StepGradient gradient) => new(gradient.Share(), IsGone: false, new HashSet<int>());

    private ExchangeReply Pending(StepReduction reduction)
    {
        lock (_lock)
        {
            return new ExchangeReply(null, IsGone: false, reduction.Arrived, IsWhole ? IsPassed(reduction.Step) : reduction.IsPassedElsewhere);
        }
    }

    private bool IsGone(long step) => step < _goneBefore;

    private bool IsPassed(long step) => _reduced.Keys.Concat(_open.Values.Where(reduction => reduction.IsBegun).Select(reduction => reduction.Step)).Any(known => known > step);

    private StepReduction ReductionOf(long step)
    {
        if (!_open.TryGetValue(step, out var reduction))
        {
            _open[step] = reduction = new StepReduction(step, parts, expected, clock);
            _ = Task.Run(() => Reduce(reduction));
        }

        return reduction;
    }

    private async Task Reduce(StepReduction reduction)
    {
        try
        {
            var gradient = await reducer.Reduce(reduction);
            reduction.Dispose();
            lock (_lock)
            {
                if (gradient is not null)
                {
                    Keep(gradient);
                }
                else
                {
                    _goneBefore = Math.Max(_goneBefore, reduction.Step + 1);
                    Close(reduction, waiting => waiting.TrySetResult(Gone));
                }
            }
        }
        catch (OperationCanceledException) when (reduction.Ended.IsCancellationRequested)
        {
            reduction.Dispose();
        }
#pragma warning disable CA1031 // Whatever goes wrong is told to those who wait.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            reduction.Dispose();
            lock (_lock)
            {
                Close(reduction, waiting => waiting.TrySetException(exception));
            }
        }
    }

    /// <summary>Keeps a result, tells those who wait for it, and gives up what is older.</summary>
    private void Keep(StepGradient gradient)
    {
        if (!_reduced.TryAdd(gradient.Step, gradient))
        {
            gradient.Dispose();
            return;
        }

        foreach (var reduction in _open.Values.Where(reduction => reduction.Step <= gradient.Step).ToArray())
        {
            Close(reduction, waiting => waiting.TrySetResult(reduction.Step == gradient.Step ? Reply(gradient) : Pending(reduction)));
        }

        while (_reduced.Count > _keptSteps)
        {
            var (oldest, forgotten) = _reduced.First();
            _reduced.Remove(oldest);
            forgotten.Dispose();
        }

        if (IsWhole)
        {
            _goneBefore = _reduced.Keys.First();
        }
    }

    private void Close(StepReduction reduction, Action<TaskCompletionSource<ExchangeReply>> tell)
    {
        reduction.End(tell);
        if (_open.GetValueOrDefault(reduction.Step) == reduction)
        {
            _open.Remove(reduction.Step);
        }
    }

    private void EndWork()
    {
        lock (_lock)
        {
            foreach (var reduction in _open.Values.ToArray())
            {
                Close(reduction, waiting => waiting.TrySetResult(Pending(reduction)));
            }
        }
    }
}
