using OrleansDro.Grains.AllReduce.Gradients;
using OrleansDro.Grains.Protocol.AllReduce;
using OrleansDro.Grains.Protocol.Coordination;

namespace OrleansDro.Grains.AllReduce;

/// <summary>
/// One trainer's part in the all-reduces of a run: it joins that of each generation when it first uses it, and leaves the previous one. Used by one thread at a time.
/// </summary>
/// <param name="context">The run and the silo.</param>
/// <param name="length">The number of values in a gradient.</param>
/// <param name="ended">Cancels all waits.</param>
internal sealed class TrainerAllReduce(AllReduceContext context, int length, CancellationToken ended) : IDisposable
{
    private Membership? _membership;

    /// <summary>The generation that the trainer joined last; null before the first.</summary>
    public Generation? Generation => _membership?.Generation;

    /// <inheritdoc cref="SiloAllReduce.TakeBytes"/>
    public long TakeBytes() => _membership?.Silo.TakeBytes() ?? 0;

    /// <summary>Contributes what the trainer has computed for a step, and asks for the gradient over all micro-batches.</summary>
    /// <param name="generation">The generation that takes the step.</param>
    /// <param name="step">The step.</param>
    /// <param name="sums">The gradients over the trainer's parts, to which it must not write any more.</param>
    /// <param name="lastApplied">The gradient that the trainer applied last, for members that lack it; null if it has none.</param>
    /// <param name="timeout">How long to wait for the other members.</param>
    /// <exception cref="OperationCanceledException">The generation is over.</exception>
    public Task<AllReduceReply> Reduce(
        Generation generation, long step, IEnumerable<KeyValuePair<TreeNode, PartialGradient>> sums, StepGradient? lastApplied, TimeSpan timeout)
    {
        var membership = MembershipOf(generation);
        membership.Ended.ThrowIfCancellationRequested();
        membership.Silo.Contribute(step, sums, lastApplied);
        return membership.Silo.Get(step, timeout, membership.Ended);
    }

    /// <summary>Asks for the gradient of a step without a contribution.</summary>
    /// <inheritdoc cref="Reduce"/>
    public Task<AllReduceReply> Follow(Generation generation, long step, TimeSpan timeout)
    {
        var membership = MembershipOf(generation);
        return membership.Silo.Get(step, timeout, membership.Ended);
    }

    /// <summary>Cancels all waits, as the generation is over. Further calls for the same generation are canceled too.</summary>
    public void Cancel() => _membership?.Leave();

    /// <inheritdoc/>
    public void Dispose() => _membership?.Dispose();

    private Membership MembershipOf(Generation generation)
    {
        if (_membership?.Generation.Number != generation.Number)
        {
            _membership?.Dispose();
            _membership = new Membership(generation, context.Registry.Join(context, generation, length), CancellationTokenSource.CreateLinkedTokenSource(ended));
        }

        return _membership;
    }

    /// <summary>The trainer's place in the all-reduce of one generation.</summary>
    private sealed class Membership(Generation generation, SiloAllReduce silo, CancellationTokenSource ended) : IDisposable
    {
        private bool _hasLeft;

        public Generation Generation => generation;

        public SiloAllReduce Silo => silo;

        public CancellationToken Ended { get; } = ended.Token;

        public void Leave()
        {
            if (!_hasLeft)
            {
                _hasLeft = true;
                ended.Cancel();
                silo.Leave();
            }
        }

        public void Dispose()
        {
            Leave();
            ended.Dispose();
        }
    }
}
