using OrleansDro.Grains.AllReduce.Gradients;
using OrleansDro.Grains.Infrastructure;
using OrleansDro.Grains.Protocol.AllReduce;

namespace OrleansDro.Grains.AllReduce.Reducers;

/// <summary>
/// A step that is being reduced: what the trainers of one silo have given for it, and those of them who wait. What was given is kept until the step is over, as it may have to be
/// sent again. Safe for use by several threads at a time.
/// </summary>
/// <param name="step">The step.</param>
/// <param name="microBatches">Micro-batches of the step.</param>
/// <param name="expected">Those that the silo's members compute.</param>
/// <param name="clock">The time.</param>
internal sealed class StepReduction(long step, int microBatches, IReadOnlyCollection<int> expected, TimeProvider clock) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly ReductionTree<GradientSum> _tree = new(microBatches, GradientSum.Add, _ => { });
    private readonly HashSet<TreeNode> _given = [];
    private readonly List<PooledGradient> _held = [];
    private readonly List<TaskCompletionSource<ExchangeReply>> _waiting = [];
    private readonly TaskCompletionSource<GradientSum> _whole = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _ended = new();
    private readonly AsyncPulse _changed = new();
    private ExchangeReply? _elsewhere;
    private StepGradient? _before;
    private long? _firstGiven;
    private bool _isDisposed;

    /// <summary>The step.</summary>
    public long Step => step;

    /// <summary>Micro-batches of the step.</summary>
    public int MicroBatches => microBatches;

    /// <summary>Ends all work on the step: nobody needs it any more.</summary>
    public CancellationToken Ended => _ended.Token;

    /// <summary>The sum over all micro-batches, once they were all given here.</summary>
    public Task<GradientSum> Whole => _whole.Task.WaitAsync(_ended.Token);

    /// <summary>The gradient of the step before, for others who lack it; null where no trainer had it when the generation began.</summary>
    public StepGradient? Before
    {
        get
        {
            lock (_lock)
            {
                return _before;
            }
        }
    }

    /// <summary>Takes the gradient over some micro-batches, unless it has it. The giver must not write to it any more.</summary>
    public void Give(TreeNode node, PartialGradient part)
    {
        lock (_lock)
        {
            if (_isDisposed || !_given.Add(node))
            {
                return;
            }

            var values = part.Values.Share();
            _held.Add(values);
            _firstGiven ??= clock.GetTimestamp();
            _tree.Add(node, GradientSum.Of(part with { Values = values }));
            if (_tree.IsComplete)
            {
                _whole.TrySetResult(_tree.Sum);
            }

            _changed.Raise();
        }
    }

    /// <summary>Takes the gradient of the step before, unless it has it.</summary>
    public void Precede(StepGradient before)
    {
        lock (_lock)
        {
            if (!_isDisposed && _before is null)
            {
                _before = before.Share();
                _changed.Raise();
            }
        }
    }

    /// <summary>
    /// What was given, added up as far as it goes, once all of this silo's members have given their parts or one of them has kept the others waiting for too long.
    /// </summary>
    /// <param name="patience">How long those who have given something wait for the others.</param>
    /// <returns>The sums, if it is time, and what ends when it is worth asking again.</returns>
    public (KeyValuePair<TreeNode, GradientSum>[] Sums, Task Changed) Due(TimeSpan patience)
    {
        lock (_lock)
        {
            var changed = _changed.Next;
            if (_firstGiven is not { } began)
            {
                return ([], changed);
            }

            var left = patience - clock.GetElapsedTime(began);
            return left <= TimeSpan.Zero || expected.All(_tree.Has) ? ([.. _tree.Parts], changed) : ([], Task.WhenAny(changed, Task.Delay(left, clock)));
        }
    }

    /// <summary>The micro-batches that are on their way to the sum.</summary>
    public IReadOnlySet<int> Arrived
    {
        get
        {
            lock (_lock)
            {
                return _tree.Present.Concat(_elsewhere?.Arrived ?? Enumerable.Empty<int>()).ToHashSet();
            }
        }
    }

    /// <summary>Whether any of it was given.</summary>
    public bool IsBegun
    {
        get
        {
            lock (_lock)
            {
                return _firstGiven is not null;
            }
        }
    }

    /// <summary>Whether the reducers know of a member that is past it.</summary>
    public bool IsPassedElsewhere
    {
        get
        {
            lock (_lock)
            {
                return _elsewhere?.IsPassed == true;
            }
        }
    }

    /// <summary>Is told what the reducers know.</summary>
    public void Tell(ExchangeReply elsewhere)
    {
        lock (_lock)
        {
            _elsewhere = elsewhere;
        }
    }

    /// <summary>Waits for the outcome.</summary>
    /// <returns>What is to be given back by <see cref="StopWaiting"/> if it takes too long.</returns>
    public TaskCompletionSource<ExchangeReply> Wait()
    {
        lock (_lock)
        {
            var waiting = new TaskCompletionSource<ExchangeReply>(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add(waiting);
            return waiting;
        }
    }

    /// <summary>Stops waiting.</summary>
    /// <returns>Whether the outcome has not been told: nothing will come any more.</returns>
    public bool StopWaiting(TaskCompletionSource<ExchangeReply> waiting)
    {
        lock (_lock)
        {
            return _waiting.Remove(waiting);
        }
    }

    /// <summary>Tells those who wait, and ends all work on the step.</summary>
    /// <param name="tell">Tells one of them.</param>
    public void End(Action<TaskCompletionSource<ExchangeReply>> tell)
    {
        lock (_lock)
        {
            _waiting.ForEach(tell);
            _waiting.Clear();
        }

        // Not at once: whoever is cancelled must not go on within the caller's lock.
        _ = _ended.CancelAsync();
    }

    /// <summary>Releases what was given: nobody reads it any more.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            _held.ForEach(values => values.Dispose());
            _before?.Dispose();
        }
    }
}
