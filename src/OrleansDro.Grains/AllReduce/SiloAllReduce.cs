using OrleansDro.Abstractions.Specs;
using OrleansDro.Grains.AllReduce.Gradients;
using OrleansDro.Grains.AllReduce.Reducers;
using OrleansDro.Grains.Protocol.AllReduce;

namespace OrleansDro.Grains.AllReduce;

/// <summary>
/// The all-reduce of one generation among the trainers of one silo: each contributes what it has computed, by reference, and all share the result. Safe for use by several
/// threads at a time; nothing is computed within its lock.
/// </summary>
/// <param name="parts">The number of parts of a step.</param>
/// <param name="expected">The parts that the silo's members compute.</param>
/// <param name="format">How gradients are encoded between silos.</param>
/// <param name="reducer">Computes the results.</param>
/// <param name="clock">The time.</param>
internal sealed class SiloAllReduce(int parts, IReadOnlyCollection<int> expected, GradientFormat format, IStepReducer reducer, TimeProvider clock) : IDisposable
{
    /// <summary>
    /// The number of results that are kept. A trainer that joins is at most that many steps behind, or gets the state from a donor again. Remote reducers keep results as
    /// well, and are asked for those that are not kept here.
    /// </summary>
    private readonly int _keptSteps = reducer.IsLocal ? 4 : 1;

    private readonly Lock _lock = new();
    private readonly SortedDictionary<long, StepGradient> _reduced = [];
    private readonly Dictionary<long, StepReduction> _open = [];
    private long _goneBefore;
    private int _trainers;

    /// <summary>Whether all micro-batches of the generation are computed in this silo.</summary>
    public bool IsLocal => reducer.IsLocal;

    /// <summary>Whether trainers of this silo take part.</summary>
    public bool IsUsed => Volatile.Read(ref _trainers) > 0;

    /// <summary>When a gradient was last asked for, as a timestamp of the clock.</summary>
    public long LastUsed { get; private set; } = clock.GetTimestamp();

    /// <summary>Bytes of gradients that were sent to other silos or received from them since the last call of this method.</summary>
    public long TakeBytes() => reducer.TakeBytes();

    /// <summary>A trainer starts to take part.</summary>
    public void Join() => Interlocked.Increment(ref _trainers);

    /// <summary>A trainer stops taking part. All work ends with the last trainer.</summary>
    public void Leave()
    {
        if (Interlocked.Decrement(ref _trainers) == 0)
        {
            EndWork();
        }
    }

    /// <summary>Takes what a trainer has computed for a step. What was contributed before is not taken again.</summary>
    /// <param name="step">The step.</param>
    /// <param name="sums">The gradients over the trainer's parts, to which it must not write any more.</param>
    /// <param name="lastApplied">The gradient that the trainer applied last, for members that lack it; null if it has none.</param>
    public void Contribute(long step, IEnumerable<KeyValuePair<TreeNode, PartialGradient>> sums, StepGradient? lastApplied)
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
                reduction.SetPrevious(lastApplied);
            }

            foreach (var (node, sum) in sums)
            {
                reduction.Contribute(node, sum);
            }
        }
    }

    /// <summary>Asks for the gradient of a step.</summary>
    /// <param name="step">The step.</param>
    /// <param name="timeout">How long to wait for it.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The wait was canceled.</exception>
    public async Task<AllReduceReply> Get(long step, TimeSpan timeout, CancellationToken cancellation)
    {
        StepReduction reduction;
        TaskCompletionSource<AllReduceReply> outcome;
        lock (_lock)
        {
            LastUsed = clock.GetTimestamp();
            if (_reduced.TryGetValue(step, out var reduced))
            {
                return Reply(reduced);
            }

            if (IsGone(step))
            {
                return AllReduceReply.Gone.Instance;
            }

            reduction = ReductionOf(step);
            outcome = reduction.Wait();
        }

        await ((Task)outcome.Task).WaitAsync(timeout, clock, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!reduction.StopWaiting(outcome))
        {
            return await outcome.Task.ConfigureAwait(false);
        }

        cancellation.ThrowIfCancellationRequested();
        return Pending(reduction);
    }

    /// <summary>Asks for a slice of the gradient of a step, on behalf of another silo.</summary>
    /// <param name="slice">The number of the slice.</param>
    /// <param name="step">The step.</param>
    /// <param name="timeout">How long to wait for it.</param>
    public async Task<ReduceReply> GetSlice(int slice, long step, TimeSpan timeout)
    {
        switch (await Get(step, timeout, CancellationToken.None))
        {
            case AllReduceReply.Reduced reply:
                using (var gradient = reply.Gradient)
                {
                    return ReduceReply.Of(Encode(slice, gradient));
                }

            case AllReduceReply.Pending pending:
                return ReduceReply.Pending([.. pending.Arrived], pending.IsPassed);
            default:
                return ReduceReply.Gone;
        }
    }

    /// <summary>Ends all work and discards all results.</summary>
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

    private static AllReduceReply.Reduced Reply(StepGradient gradient) => new(gradient.Share());

    private ReducedGradient Encode(int slice, StepGradient gradient)
    {
        var (first, count) = GradientSlices.Of(slice, gradient.Values.Numbers.Length);
        using var block = PooledBlock.Rent(count * GradientEncoding.SizeOf(format));
        GradientEncoding.Encode(gradient.Values.Numbers.AsSpan(first, count), format, block.Bytes);
        return new ReducedGradient(gradient.WeightSum, block.ShareWithMessage());
    }

    private AllReduceReply.Pending Pending(StepReduction reduction)
    {
        lock (_lock)
        {
            return new AllReduceReply.Pending(reduction.Arrived, IsLocal ? IsPassed(reduction.Step) : reduction.IsPassedElsewhere);
        }
    }

    private bool IsGone(long step) => step < _goneBefore;

    private bool IsPassed(long step) =>
        _reduced.Keys.Concat(_open.Values.Where(reduction => reduction.HasContributions).Select(reduction => reduction.Step)).Any(other => other > step);

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
                    Close(reduction, waiting => waiting.TrySetResult(AllReduceReply.Gone.Instance));
                }
            }
        }
        catch (OperationCanceledException) when (reduction.Ended.IsCancellationRequested)
        {
            reduction.Dispose();
        }
#pragma warning disable CA1031 // The callers that wait receive the failure.
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

    /// <summary>Keeps a result, answers the callers that wait for it, and discards older results and reductions.</summary>
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
            var (oldest, discarded) = _reduced.First();
            _reduced.Remove(oldest);
            discarded.Dispose();
        }

        if (IsLocal)
        {
            _goneBefore = _reduced.Keys.First();
        }
    }

    private void Close(StepReduction reduction, Action<TaskCompletionSource<AllReduceReply>> answer)
    {
        reduction.End(answer);
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
