using OrleansDro.Abstractions.Exchange;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Abstractions.Sampling;
using OrleansDro.Abstractions.Training;
using OrleansDro.Grains.Calls;
using OrleansDro.Grains.Exchange;
using OrleansDro.Grains.Metrics;
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
    private readonly TorchThread _thread;
    private readonly ISamplerGrain _sampler;
    private readonly BatchLoader _loader;
    private readonly CheckpointSaver? _saver;
    private readonly SamplingOptionsOfRun _sampling;
    private readonly CancellationTokenSource _ended;
    private readonly HashSet<TreeNode> _contributed = [];
    private readonly long _attempt;
    private StepTimes _times;
    private GradientExchange? _exchange;
    private Task<StepInput?>? _next;
    private long _nextStep = -1, _contributedStep = -1;
    private long? _leavesAfter;
    private bool _hasSupplied;

    /// <summary>Opens the session; the replica has a state.</summary>
    /// <param name="context">The trainer's surroundings.</param>
    /// <param name="live">The replica.</param>
    /// <param name="thread">Its thread.</param>
    /// <param name="cases">The run's cases.</param>
    public TrainingSession(TrainerContext context, LiveReplica live, TorchThread thread, TrainingCases cases)
    {
        (_context, _live, _thread, _attempt) = (context, live, thread, live.Attempt);
        _ended = CancellationTokenSource.CreateLinkedTokenSource(context.Released);
        _sampler = context.Sampler;
        _times = new StepTimes(context.Clock);
        _sampling = new SamplingOptionsOfRun(context.Spec);
        _loader = new BatchLoader(context.Spec, cases.Description, cases, _sampler, context.Clock, _ended.Token);
        _saver = context.CheckpointRoot is { } root ? new CheckpointSaver(context, root, live, thread) : null;
        context.Orders.OnChange += EndExchangeThatIsOver;
    }

    /// <summary>Finishes the step in flight, and takes no other.</summary>
    public void Leave() => _leavesAfter ??= _live.Step;

    /// <summary>Works until the orders end it, the state is lost, or the trainer has left.</summary>
    public async Task Work()
    {
        while (!IsOver)
        {
            var step = _live.Step!.Value;
            var generation = Orders.For(step);
            if (generation?.Find(_context.Trainer) is not null && !(step > _leavesAfter))
            {
                await TakeStep(step);
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
            && (await Lasting.Call(_sampler.GetProgress, _ended.Token)).StepsCommitted == step;
        await SaveLastState(step, isLast ? Orders.For(step - 1) : null);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Orders.OnChange -= EndExchangeThatIsOver;
        await _ended.CancelAsync();
        await (_next ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        _loader.Dispose();
        _exchange?.Dispose();
        _ended.Dispose();
    }

    private RunSpec Spec => _context.Spec;

    private OrdersFeed Orders => _context.Orders;

    private bool IsOver => _ended.IsCancellationRequested
        || _live.Step is not { } step
        || Orders.Latest is not { Phase: RunPhase.Train, MustForget: false } orders
        || orders.Attempt != _attempt
        || (step > _leavesAfter && Orders.For(step)?.Find(_context.Trainer) is null);

    private async Task TakeStep(long step)
    {
        _times = new StepTimes(_context.Clock);
        var began = _context.Clock.GetTimestamp();
        if (await Fetch(step) is not { } input)
        {
            await FinishRun(step);
            return;
        }

        _times.AddBetween(began, input.DrawnAt, StepPhase.Draw);
        _times.AddSince(Math.Max(began, input.DrawnAt), StepPhase.Load);
        (_nextStep, _next) = (step + 1, _loader.Fetch(step + 1, PartOf(step + 1)));
        var parts = new ReductionTree<PartialGradient>(Spec.MicroBatches, Add, part => _live.Buffers.Return(part.Values));
        while (!IsOver && Orders.For(step) is { } generation && generation.Find(_context.Trainer) is { } member)
        {
            try
            {
                if (await Gradient(input, generation, member, parts) is { } gradient)
                {
                    await Apply(gradient, generation);
                    Free(parts, gradient);
                    return;
                }
            }
            catch (OperationCanceledException) when (!_ended.IsCancellationRequested)
            {
                // The generation is over, and another takes the step.
            }
        }
    }

    // By number, as each message brings an instance of its own.
    private bool TakesStep(Generation generation, long step) => Orders.For(step)?.Number == generation.Number;

    private int[] PartOf(long step) => Orders.For(step)?.Find(_context.Trainer)?.MicroBatches ?? [];

    private async Task<StepInput?> Fetch(long step)
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
    private async Task<StepGradient?> Gradient(StepInput input, Generation generation, GenerationMember member, ReductionTree<PartialGradient> parts)
    {
        var step = input.Batch.Step;
        var began = _context.Clock.GetTimestamp();
        foreach (var microBatch in member.MicroBatches.Where(microBatch => !parts.Has(microBatch)).ToArray())
        {
            await Compute(input, microBatch, parts);
            if (!TakesStep(generation, step))
            {
                return null;
            }
        }

        if (!generation.Exchanges)
        {
            return new StepGradient(step, parts.Sum.WeightSum, parts.Sum.Values);
        }

        var patience = Lateness + (LateSteps * _context.Clock.GetElapsedTime(began));
        var exchanged = _context.Clock.GetTimestamp();
        var gradient = await Exchange(input, ExchangeOf(generation), parts, patience);
        _times.AddSince(exchanged, StepPhase.Reduce);
        return gradient;
    }

    private async Task<StepGradient?> Exchange(StepInput input, GradientExchange exchange, ReductionTree<PartialGradient> parts, TimeSpan patience)
    {
        var step = input.Batch.Step;
        var began = _context.Clock.GetTimestamp();
        while (TakesStep(exchange.Generation, step))
        {
            await Contribute(exchange, step, parts);
            var reply = await exchange.Get(step, Patience);
            if (reply.Gradient is not null)
            {
                return reply.Gradient;
            }

            if (reply.IsGone)
            {
                // The others are further on than can be caught up with.
                _live.Forget();
                return null;
            }

            if (_contributed.RemoveWhere(node => !reply.HasAllOf(node, Spec.MicroBatches)) > 0)
            {
                // A reducer was lost with its silo, and another came up instead.
                _hasSupplied = false;
            }
            else if (_context.Clock.GetElapsedTime(began) > patience)
            {
                await ComputeForStraggler(input, reply.Arrived, parts);
            }
        }

        return null;
    }

    private async Task Contribute(GradientExchange exchange, long step, ReductionTree<PartialGradient> parts)
    {
        if (_contributedStep != step)
        {
            _contributed.Clear();
            _contributedStep = step;
        }

        if (!_hasSupplied)
        {
            if (_live.LastApplied is { } applied)
            {
                await exchange.Supply(applied);
            }

            _hasSupplied = true;
        }

        foreach (var (node, part) in parts.Parts.Where(part => !_contributed.Contains(part.Key)))
        {
            await exchange.Contribute(step, node, part);
            _contributed.Add(node);
        }
    }

    /// <summary>Computes a micro-batch that is late, another one than those who wait as well would begin with. Whoever comes first counts; the bits are the same.</summary>
    private async Task ComputeForStraggler(StepInput input, IReadOnlySet<int> arrived, ReductionTree<PartialGradient> parts)
    {
        int[] missing = [.. Enumerable.Range(0, Spec.MicroBatches).Where(microBatch => !arrived.Contains(microBatch) && !parts.Has(microBatch))];
        if (missing.Length > 0)
        {
            await Compute(input, missing[(uint)_context.Trainer.GetHashCode() % missing.Length], parts);
        }
    }

    private async Task Compute(StepInput input, int microBatch, ReductionTree<PartialGradient> parts)
    {
        var loading = _context.Clock.GetTimestamp();
        await _loader.Load(input, [microBatch]);
        _times.AddSince(loading, StepPhase.Load);
        var (batch, loaded) = (input.Batch, input.MicroBatches[microBatch]);
        var weighting = new StepWeighting(_sampling.At(batch.Beta), batch.Step, loaded, batch.FloorProbability);
        var report = Report(weighting);
        var gradient = await _thread.Run(() =>
        {
            try
            {
                var began = _context.Clock.GetTimestamp();
                _live.Replica.Compute(
                    loaded.Buffer,
                    (losses, weights) =>
                    {
                        began = _times.AddSince(began, StepPhase.Forward);
                        weighting.Weigh(losses, weights);
                    },
                    batch.Step,
                    microBatch);
                began = _times.AddSince(began, StepPhase.Backward);
                var values = _live.Buffers.Rent();
                _live.Replica.Parameters.CopyGradientTo(values);
                GradientNumbers.Round(values, Spec.Exchange.Format);
                _times.AddSince(began, StepPhase.Reduce);
                return values;
            }
            catch (Exception exception)
            {
                weighting.Fail(exception);
                throw;
            }
        });

        // On record before anybody can build on it; mostly it is, as it was sent before the backward pass.
        var computed = _context.Clock.GetTimestamp();
        await report;
        computed = _times.AddSince(computed, StepPhase.Report);
        await _thread.Run(() => parts.Add(TreeNode.Of(microBatch), new PartialGradient(weighting.WeightSum, gradient)));
        _times.AddSince(computed, StepPhase.Reduce);
    }

    private PartialGradient Add(PartialGradient left, PartialGradient right)
    {
        GradientNumbers.Add(left.Values, right.Values, Spec.Exchange.Format, left.Values);
        _live.Buffers.Return(right.Values);
        return new PartialGradient(left.WeightSum + right.WeightSum, left.Values);
    }

    private void Free(ReductionTree<PartialGradient> parts, StepGradient applied)
    {
        foreach (var part in parts.Parts.Values.Where(part => part.Values != applied.Values))
        {
            _live.Buffers.Return(part.Values);
        }
    }

    private async Task Report(StepWeighting weighting)
    {
        var report = await weighting.Report with { Attempt = _attempt };
        await Lasting.Call(() => _sampler.Report(report), _ended.Token);
    }

    private async Task Observe(long step, Generation generation)
    {
        try
        {
            var reply = await ExchangeOf(generation).Get(step, Patience);
            if (reply.Gradient is not null)
            {
                await _live.Apply(reply.Gradient);
            }
            else if (reply.IsGone)
            {
                _live.Forget();
            }
            else if (await Lasting.Call(_sampler.GetProgress, _ended.Token) is { LastStep: >= 0 } progress && step > progress.LastStep)
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
        _context.Metrics.AddStep(_context.RunName, _times, _exchange?.TakeBytes() ?? 0);
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

    private GradientExchange ExchangeOf(Generation generation)
    {
        if (_exchange?.Generation.Number != generation.Number)
        {
            _exchange?.Dispose();
            _exchange = new GradientExchange(_context.Exchange, generation, _live.Buffers, _ended.Token);
            _contributed.Clear();
            _hasSupplied = false;
        }

        return _exchange;
    }

    private void EndExchangeThatIsOver()
    {
        if (_exchange is not null && (_live.Step is not { } step || !TakesStep(_exchange.Generation, step) || IsOver))
        {
            _exchange.End();
        }
    }
}
