using OrleansDro.Abstractions.Runs;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Grains.AllReduce;
using OrleansDro.Grains.AllReduce.Gradients;
using OrleansDro.Grains.Infrastructure;
using OrleansDro.Grains.Observability;
using OrleansDro.Grains.Observability.Metrics;
using OrleansDro.Grains.Protocol.Coordination;
using OrleansDro.Grains.Protocol.Sampling;
using OrleansDro.Grains.Training.Context;
using OrleansDro.Grains.Training.Data;
using OrleansDro.Grains.Training.Replicas;
using OrleansDro.Grains.Training.Steps;
using OrleansDro.Learning.Torch;

namespace OrleansDro.Grains.Training;

/// <summary>
/// A trainer's steps, from the state that it has until orders end them: as a member of a generation it fetches, computes, reports, reduces and applies; else it watches the
/// members' gradients and keeps up.
/// </summary>
/// <remarks>
/// What was reported is on record before a gradient is contributed, and a step is applied only when all gradients were. So whoever holds the state after a step
/// can be sure that all losses of the step are on record, and a step that was begun anywhere can be finished by anyone.
/// </remarks>
internal sealed class TrainingSession : IAsyncDisposable
{
    /// <summary>How long one question for a gradient waits; after that, what is missing is looked at.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);

    /// <summary>A straggler's micro-batch is computed here as well when it is late by this and by the time of some steps.</summary>
    private static readonly TimeSpan Lateness = TimeSpan.FromMilliseconds(500);
    private const int LateSteps = 3;

    private readonly TrainerContext _context;
    private readonly LiveReplica _live;
    private readonly ISamplerGrain _sampler;
    private readonly BatchLoader _loader;
    private readonly PartComputation _computation;
    private readonly StepExchange _exchange;
    private readonly StepAudit _audit;
    private readonly CheckpointSaver? _saver;
    private readonly CancellationTokenSource _ended;
    private readonly long _attempt;
    private readonly RecentSplit _split = new();
    private StepTimes _times;
    private Task<FetchedStep>? _next;
    private long _nextStep = -1;
    private long? _leavesAfter, _pastStep;

    /// <summary>Opens the session; the replica has a state.</summary>
    /// <param name="context">The trainer's surroundings.</param>
    /// <param name="live">The replica.</param>
    /// <param name="thread">Its thread.</param>
    /// <param name="cases">The run's cases.</param>
    public TrainingSession(TrainerContext context, LiveReplica live, TorchThread thread, TrainingCases cases)
    {
        (_context, _live, _attempt) = (context, live, live.Attempt);
        _ended = CancellationTokenSource.CreateLinkedTokenSource(context.Released);
        _sampler = context.Sampler;
        _times = new StepTimes(context.Clock);
        _loader = new BatchLoader(context.Spec, cases.Description, cases, _sampler, context.Clock, _ended.Token);
        _computation = new PartComputation(context, live, thread, _loader, _ended.Token);
        _exchange = new StepExchange(context.Exchange, live, _ended.Token);
        _audit = new StepAudit(context, _computation, _attempt, _ended.Token);
        _saver = context.CheckpointRoot is { } root ? new CheckpointSaver(context, root, live, thread) : null;
        context.Orders.OnChange += EndExchangeThatIsOver;
    }

    /// <summary>Where the time of the latest steps went; null before the first.</summary>
    public StepSplit? Split => _split.Mean;

    /// <summary>Whether its step was taken by others and cannot be taken again.</summary>
    public bool IsStepPast => _pastStep is { } past && past == _live.Step;

    /// <summary>Finishes the step in flight, and takes no other.</summary>
    public void Leave()
    {
        _leavesAfter ??= _live.Step;
        _audit.Leave();
    }

    /// <summary>Works until the orders end it, the state is lost, or the trainer has left.</summary>
    public async Task Work()
    {
        while (!IsOver)
        {
            var step = _live.Step!.Value;
            var generation = Orders.For(step);
            if (generation?.Find(_context.Trainer) is not null && !(step > _leavesAfter))
            {
                await TakeStep(step, generation);
            }
            else if (generation is { Exchanges: true, Members.Count: > 0 })
            {
                await Observe(step, generation);
            }
            else if (Orders.Latest?.Generations is [.., var latest] && latest.Find(_context.Trainer) is not null && latest.FromStep > step)
            {
                // A member who cannot get there: the steps until then were taken by one who kept the gradients to itself.
                _live.Forget();
            }
            else
            {
                await BoundedWait.Ends(Orders.Changed);
            }
        }
    }

    /// <summary>Saves the run where nobody goes on with it, so that whoever comes next need not repeat steps.</summary>
    public async Task SaveForSuccessor()
    {
        var step = _live.Step ?? 0;
        var isLast = Orders.Latest is { Phase: RunPhase.Train, Generations: [.., { Members.Count: 0 }] }
            && (await RetryUntilAnswered.Call(_sampler.GetProgress, _ended.Token)).StepsCommitted == step;
        await SaveLastState(step, isLast ? Orders.For(step - 1) : null);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Orders.OnChange -= EndExchangeThatIsOver;
        await _ended.CancelAsync();
        await (_next ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        _loader.Dispose();
        _exchange.Dispose();
        _ended.Dispose();
    }

    private RunSpec Spec => _context.Spec;

    private OrdersFeed Orders => _context.Orders;

    private IReadOnlyList<Generation> RecentGenerations => Orders.Latest?.Generations ?? [];

    private bool IsOver => _ended.IsCancellationRequested
        || _live.Step is not { } step
        || Orders.Latest is not { Phase: RunPhase.Train, MustForget: false } orders
        || orders.Attempt != _attempt
        || (step > _leavesAfter && Orders.For(step)?.Find(_context.Trainer) is null);

    private async Task TakeStep(long step, Generation first)
    {
        using var span = Spans.Start(TelemetryNames.StepSpan, _context.RunName, step);
        _times = new StepTimes(_context.Clock);
        var began = _context.Clock.GetTimestamp();
        var fetched = await Fetch(step);
        if (fetched.Input is not { } input)
        {
            await (fetched switch
            {
                { IsOver: true } => FinishRun(step),
                { IsPast: true } => CatchUp(step, first),
                _ => Task.CompletedTask,
            });
            return;
        }

        _times.AddBetween(began, input.DrawnAt, StepPhase.Draw);
        _times.AddSince(Math.Max(began, input.DrawnAt), StepPhase.Load);
        (_nextStep, _next) = (step + 1, _loader.Fetch(step + 1, PartOf(step + 1)));
        StepParts? parts = null;
        while (!IsOver && Orders.For(step) is { } generation && generation.Find(_context.Trainer) is { } member)
        {
            if (parts?.Serves(generation, RecentGenerations) != true)
            {
                parts?.Free();
                parts = new StepParts(Spec, generation);
            }

            try
            {
                if (await Gradient(input, generation, member, parts) is { } gradient)
                {
                    await Apply(gradient, generation);
                    parts.Free(kept: gradient.Values);
                    return;
                }
            }
            catch (OperationCanceledException) when (!_ended.IsCancellationRequested)
            {
                // The generation is over, and another takes the step.
            }
        }

        parts?.Free();
    }

    // By number, as each message brings an instance of its own.
    private bool TakesStep(Generation generation, long step) => Orders.For(step)?.Number == generation.Number;

    private int[] PartOf(long step) => Orders.For(step)?.Find(_context.Trainer)?.MicroBatches ?? [];

    private async Task<FetchedStep> Fetch(long step)
    {
        if (_nextStep == step && _next is { } next)
        {
            (_nextStep, _next) = (-1, null);
            return await next;
        }

        return await _loader.Fetch(step, PartOf(step));
    }

    /// <summary>Has a step's gradient over all micro-batches.</summary>
    /// <returns>The gradient, or null where the generation or the state was lost meanwhile.</returns>
    private async Task<StepGradient?> Gradient(StepInput input, Generation generation, GenerationMember member, StepParts parts)
    {
        var step = input.Batch.Step;
        var began = _context.Clock.GetTimestamp();
        foreach (var part in parts.Layout.PartsOf(member).Where(part => !parts.Has(part)).ToArray())
        {
            await _computation.Compute(input, parts, part, _times);
            if (!TakesStep(generation, step))
            {
                return null;
            }
        }

        if (!generation.Exchanges)
        {
            return new StepGradient(step, parts.Sum.WeightSum, parts.Sum.Values);
        }

        var computed = _context.Clock.GetTimestamp();
        var took = _context.Clock.GetElapsedTime(began, computed);
        await _audit.Hold(input, generation, parts, took, () => IsOver || !TakesStep(generation, step));
        _times.AddSince(computed, StepPhase.Audit);
        using var span = Spans.Start("reduce", _context.RunName, step);
        var exchanged = _context.Clock.GetTimestamp();
        var gradient = await Exchange(input, generation, parts, Lateness + (LateSteps * took));
        _times.AddSince(exchanged, StepPhase.Reduce);
        return gradient;
    }

    private async Task<StepGradient?> Exchange(StepInput input, Generation generation, StepParts parts, TimeSpan patience)
    {
        var step = input.Batch.Step;
        var began = _context.Clock.GetTimestamp();
        while (TakesStep(generation, step))
        {
            var reply = await _exchange.Exchange(generation, step, parts, Patience);
            if (reply.Gradient is not null)
            {
                return reply.Gradient;
            }

            var isLate = _context.Clock.GetElapsedTime(began) > patience;
            var areBitsTheSame = StepBits.AreTheSameForAll(Spec, RecentGenerations);
            if (reply.IsGone || (isLate && reply.IsPassed && !areBitsTheSame))
            {
                // The others are further on than can be caught up with.
                _live.Forget();
                return null;
            }

            await _audit.Answer(input);
            if (isLate && areBitsTheSame && !_audit.IsOpen(step))
            {
                await ComputeForStraggler(input, reply.Arrived, parts);
            }
        }

        return null;
    }

    /// <summary>
    /// Computes a part that is late, another one than those who wait as well would begin with. Whoever comes first counts; the bits are the same. Only where they are, see
    /// <see cref="StepBits"/>: who is late may have taken the step already, with other parts of an earlier generation. Elsewhere the ones behind get the state of those who are ahead.
    /// </summary>
    private async Task ComputeForStraggler(StepInput input, IReadOnlySet<int> arrived, StepParts parts)
    {
        int[] missing = [.. Enumerable.Range(0, parts.Layout.Parts.Count).Where(part => !arrived.Contains(part) && !parts.Has(part))];
        if (missing.Length > 0)
        {
            await _computation.Compute(input, parts, missing[(uint)_context.Trainer.GetHashCode() % missing.Length], _times);
        }
    }

    /// <summary>A member lacks a step that was committed long ago: those who took it may still have its gradient, or are so far ahead that their state is needed.</summary>
    private async Task CatchUp(long step, Generation generation)
    {
        _pastStep = step;
        if (generation.Exchanges)
        {
            await Observe(step, generation);
        }
        else
        {
            // Nobody else is there: the run hears of it, and has the state given up.
            await BoundedWait.Ends(Orders.Changed);
        }
    }

    private async Task Observe(long step, Generation generation)
    {
        try
        {
            var reply = await _exchange.Watch(generation, step, Patience);
            if (reply.Gradient is not null)
            {
                await _live.Apply(reply.Gradient);
            }
            else if (reply.IsGone || (reply.IsPassed && generation.Find(_context.Trainer) is not null))
            {
                _live.Forget();
            }
            else if (await RetryUntilAnswered.Call(_sampler.GetProgress, _ended.Token) is { LastStep: >= 0 } progress && step > progress.LastStep)
            {
                // The run ends before the generation that this trainer has joined begins.
                await FinishRun(step);
            }
        }
        catch (OperationCanceledException) when (!_ended.IsCancellationRequested)
        {
            // The generation is over, and another takes the step.
        }
    }

    private async Task Apply(StepGradient gradient, Generation generation)
    {
        var began = _context.Clock.GetTimestamp();
        await _live.Apply(gradient);
        _times.AddSince(began, StepPhase.Apply);
        _context.Metrics.AddStep(_context.RunName, _times, _exchange.TakeBytes());
        _split.Add(_times);
        var taken = gradient.Step + 1;
        if (_saver is not null && IsFirst(generation) && Spec.Checkpoint.Every > 0 && taken % Spec.Checkpoint.Every == 0)
        {
            await _saver.Save(gradient.Step);
        }
    }

    private bool IsFirst(Generation? generation) => generation?.Members is [var first, ..] && first.Trainer == _context.Trainer;

    /// <summary>Saves the state before a step, unless it is saved or another member of the generation has to; ends when all is written.</summary>
    private async Task SaveLastState(long step, Generation? generation)
    {
        if (_saver is not null && IsFirst(generation) && step > 0 && step != _saver.LatestSteps)
        {
            await _saver.Save(step - 1);
        }

        await (_saver?.Finish() ?? Task.CompletedTask);
    }

    /// <summary>All steps are taken: saves the run where this is the trainer to do so, and tells.</summary>
    private async Task FinishRun(long step)
    {
        await SaveLastState(step, Orders.For(step));
        if (_live.Summary is null)
        {
            await _live.Finish();
            await _context.Tell();
        }

        if (!IsOver)
        {
            await BoundedWait.Ends(Orders.Changed);
        }
    }

    private void EndExchangeThatIsOver()
    {
        if (_exchange.Generation is { } generation && (_live.Step is not { } step || !TakesStep(generation, step) || IsOver))
        {
            _exchange.End();
        }
    }
}
