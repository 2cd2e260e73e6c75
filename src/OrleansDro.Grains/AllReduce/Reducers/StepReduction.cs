using OrleansDro.Grains.AllReduce.Gradients;
using OrleansDro.Grains.Infrastructure;
using OrleansDro.Grains.Protocol.AllReduce;

namespace OrleansDro.Grains.AllReduce.Reducers;

/// <summary>
/// A step that is being reduced: the contributions of one silo's trainers, and the callers that wait for the result. Contributions are kept until the step is over, as they may
/// have to be sent again. Safe for use by several threads at a time.
/// </summary>
/// <param name="step">The step.</param>
/// <param name="microBatches">The number of micro-batches of the step.</param>
/// <param name="expected">The micro-batches that the silo's members compute.</param>
/// <param name="clock">The time.</param>
internal sealed class StepReduction(long step, int microBatches, IReadOnlyCollection<int> expected, TimeProvider clock) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly ReductionTree<GradientSum> _tree = new(microBatches, GradientSum.Add, _ => { });
    private readonly HashSet<TreeNode> _contributed = [];
    private readonly List<PooledGradient> _held = [];
    private readonly List<TaskCompletionSource<AllReduceReply>> _waiting = [];
    private readonly TaskCompletionSource<GradientSum> _whole = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _ended = new();
    private readonly AsyncPulse _changed = new();
    private AllReduceReply.Pending? _remote;
    private StepGradient? _previous;
    private long? _firstContribution;
    private bool _isDisposed;

    /// <summary>The step.</summary>
    public long Step => step;

    /// <summary>The number of micro-batches of the step.</summary>
    public int MicroBatches => microBatches;

    /// <summary>Ends all work on the step, as it is not needed any more.</summary>
    public CancellationToken Ended => _ended.Token;

    /// <summary>The sum over all micro-batches, once all were contributed here.</summary>
    public Task<GradientSum> Whole => _whole.Task.WaitAsync(_ended.Token);

    /// <summary>The gradient of the previous step, for members that lack it; null if no trainer has contributed it.</summary>
    public StepGradient? Previous
    {
        get
        {
            lock (_lock)
            {
                return _previous;
            }
        }
    }

    /// <summary>Takes the gradient over some micro-batches, unless it was taken before. The trainer must not write to it any more.</summary>
    public void Contribute(TreeNode node, PartialGradient part)
    {
        lock (_lock)
        {
            if (_isDisposed || !_contributed.Add(node))
            {
                return;
            }

            var values = part.Values.Share();
            _held.Add(values);
            _firstContribution ??= clock.GetTimestamp();
            _tree.Add(node, GradientSum.Of(part with { Values = values }));
            if (_tree.IsComplete)
            {
                _whole.TrySetResult(_tree.Sum);
            }

            _changed.Raise();
        }
    }

    /// <summary>Takes the gradient of the previous step, unless it was taken before.</summary>
    public void SetPrevious(StepGradient previous)
    {
        lock (_lock)
        {
            if (!_isDisposed && _previous is null)
            {
                _previous = previous.Share();
                _changed.Raise();
            }
        }
    }

    /// <summary>
    /// The contributions, added up as far as they go, once all of this silo's members have contributed their parts or the wait for a late one has taken too long.
    /// </summary>
    /// <param name="timeout">How long the first contribution waits for the others.</param>
    /// <returns>The sums, or none before it is time, and a task that ends when this method can return more.</returns>
    public (KeyValuePair<TreeNode, GradientSum>[] Sums, Task Changed) TakeReadySums(TimeSpan timeout)
    {
        lock (_lock)
        {
            var changed = _changed.Next;
            if (_firstContribution is not { } began)
            {
                return ([], changed);
            }

            var left = timeout - clock.GetElapsedTime(began);
            return left <= TimeSpan.Zero || expected.All(_tree.Has) ? ([.. _tree.Parts], changed) : ([], Task.WhenAny(changed, Task.Delay(left, clock)));
        }
    }

    /// <summary>The micro-batches that were contributed here or have arrived at the reducers.</summary>
    public IReadOnlySet<int> Arrived
    {
        get
        {
            lock (_lock)
            {
                return _tree.Present.Concat(_remote?.Arrived ?? Enumerable.Empty<int>()).ToHashSet();
            }
        }
    }

    /// <summary>Whether a part was contributed here.</summary>
    public bool HasContributions
    {
        get
        {
            lock (_lock)
            {
                return _firstContribution is not null;
            }
        }
    }

    /// <summary>Whether the reducers report that a member has taken the step.</summary>
    public bool IsPassedElsewhere
    {
        get
        {
            lock (_lock)
            {
                return _remote?.IsPassed == true;
            }
        }
    }

    /// <summary>Records the latest answer of the reducers.</summary>
    public void RecordRemoteReply(AllReduceReply.Pending reply)
    {
        lock (_lock)
        {
            _remote = reply;
        }
    }

    /// <summary>Waits for the outcome.</summary>
    /// <returns>The outcome, to be passed to <see cref="StopWaiting"/> when the caller stops waiting.</returns>
    public TaskCompletionSource<AllReduceReply> Wait()
    {
        lock (_lock)
        {
            var waiting = new TaskCompletionSource<AllReduceReply>(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add(waiting);
            return waiting;
        }
    }

    /// <summary>Stops waiting.</summary>
    /// <returns>Whether the caller has not been answered, and will not be.</returns>
    public bool StopWaiting(TaskCompletionSource<AllReduceReply> waiting)
    {
        lock (_lock)
        {
            return _waiting.Remove(waiting);
        }
    }

    /// <summary>Answers the callers that wait, and ends all work on the step.</summary>
    /// <param name="answer">Answers one of them.</param>
    public void End(Action<TaskCompletionSource<AllReduceReply>> answer)
    {
        lock (_lock)
        {
            _waiting.ForEach(answer);
            _waiting.Clear();
        }

        // Asynchronously: canceled work must not continue within the caller's lock.
        _ = _ended.CancelAsync();
    }

    /// <summary>Releases the contributions, as they are not read any more.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            _held.ForEach(values => values.Dispose());
            _previous?.Dispose();
        }
    }
}
