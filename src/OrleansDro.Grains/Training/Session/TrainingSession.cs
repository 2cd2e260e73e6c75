using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.AllReduce;
using OrleansDro.Grains.Infrastructure;
using OrleansDro.Grains.Protocol.Coordination;
using OrleansDro.Grains.Training.Context;
using OrleansDro.Grains.Training.Data;
using OrleansDro.Grains.Training.Replicas;
using OrleansDro.Grains.Training.Steps;
using OrleansDro.Learning.Torch;

namespace OrleansDro.Grains.Training.Session;

/// <summary>
/// A trainer's steps, from the state that it has until orders end them. As a member of a generation it takes the steps (<see cref="MemberSteps"/>); else it follows those of the
/// members (<see cref="StepFollower"/>).
/// </summary>
/// <remarks>
/// The losses of a part are durable before its gradient is contributed, and a step is applied only when all gradients were contributed. So if any trainer has the state after a step,
/// all losses of the step are durable; and a step that was started by one trainer can be finished by any other.
/// </remarks>
internal sealed class TrainingSession : IAsyncDisposable
{
    private readonly TrainerContext _context;
    private readonly LiveReplica _live;
    private readonly CancellationTokenSource _ended;
    private readonly SessionScope _scope;
    private readonly BatchLoader _loader;
    private readonly StepPrefetcher _prefetcher;
    private readonly StepAudit _audit;
    private readonly TrainerAllReduce _allReduce;
    private readonly SessionCheckpoints _checkpoints;
    private readonly RunFinish _finish;
    private readonly MemberSteps _steps;
    private readonly StepFollower _follower;
    private readonly Validator _validator;

    /// <summary>Opens the session.</summary>
    /// <param name="context">The run and the trainer.</param>
    /// <param name="live">The replica, which has the run's state.</param>
    /// <param name="thread">The replica's thread.</param>
    /// <param name="cases">The run's training cases.</param>
    /// <param name="validator">Takes part in validations.</param>
    public TrainingSession(TrainerContext context, LiveReplica live, TorchThread thread, TrainingCases cases, Validator validator)
    {
        (_context, _live, _validator) = (context, live, validator);
        _ended = CancellationTokenSource.CreateLinkedTokenSource(context.Released);
        _scope = new SessionScope(context, live, _ended.Token);
        _loader = new BatchLoader(context.Spec, cases.Description, cases, context.Grains.Sampler, context.Clock, _ended.Token);
        _prefetcher = new StepPrefetcher(_loader, _scope, validator.IsDue);
        var computation = new PartComputation(context, live, thread, _loader, _ended.Token);
        _audit = new StepAudit(context, computation, _scope.Attempt, _ended.Token);
        _allReduce = new TrainerAllReduce(context.AllReduce, live.Buffers.Count, _ended.Token);
        _checkpoints = new SessionCheckpoints(context, _scope, live, thread);
        _finish = new RunFinish(context, _scope, live, _checkpoints);
        var gradients = new GradientSource(context, _scope, live, computation, _audit, _allReduce);
        _steps = new MemberSteps(context, _scope, live, _prefetcher, gradients, _allReduce, _checkpoints);
        _follower = new StepFollower(context, _scope, live, _allReduce, _finish);
        context.Orders.OnChange += CancelStaleAllReduce;
    }

    /// <summary>How the latest steps have spent their time; null before the first.</summary>
    public StepSplit? Split => _steps.Split;

    /// <summary>Whether the trainer's step was taken by others and cannot be taken again.</summary>
    public bool IsStepPast => _follower.IsStepPast;

    /// <summary>Lets the trainer finish the step in flight and take no other.</summary>
    public void Leave()
    {
        _scope.Leave();
        _audit.Leave();
    }

    /// <summary>Works until orders end the session, the state is lost, or the trainer has left.</summary>
    /// <exception cref="OperationCanceledException">The trainer was released.</exception>
    public async Task Run()
    {
        while (_live.Step is { } step && !_scope.IsOver)
        {
            var generation = _scope.GenerationFor(step);
            if (_validator.IsDue(step))
            {
                await _validator.Work();
            }
            else if (generation is not null && _scope.FindMember(generation) is not null && !_scope.HasLeft(step))
            {
                await TakeStep(step, generation);
            }
            else if (generation is { Exchanges: true, Members.Count: > 0 })
            {
                await _follower.FollowStep(step, generation);
            }
            else if (_scope.RecentGenerations is [.., var latest] && _scope.FindMember(latest) is not null && latest.FromStep > step)
            {
                // The trainer is a member from a later step on and cannot get there: a single member takes the steps until then and shares no gradients.
                _live.DiscardState();
            }
            else
            {
                await BoundedWait.Ends(_context.Orders.Changed);
            }
        }
    }

    /// <inheritdoc cref="SessionCheckpoints.SaveForSuccessor"/>
    public Task SaveForSuccessor() => _checkpoints.SaveForSuccessor();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _context.Orders.OnChange -= CancelStaleAllReduce;
        await _ended.CancelAsync();
        await _prefetcher.Stop();
        _loader.Dispose();
        _allReduce.Dispose();
        _ended.Dispose();
    }

    private async Task TakeStep(long step, Generation generation)
    {
        switch (await _steps.TakeStep(step))
        {
            case FetchedStep.RunIsOver:
                await _finish.Finish(step);
                break;
            case FetchedStep.IsPast:
                await _follower.CatchUp(step, generation);
                break;
            case FetchedStep.Drawn:
            case FetchedStep.NotDrawnYet:
                break;
        }
    }

    /// <summary>Ends the waits in the all-reduce of a generation that does not take the trainer's step any more.</summary>
    private void CancelStaleAllReduce()
    {
        if (_allReduce.Generation is { } generation && (_live.Step is not { } step || !_scope.IsTakenBy(generation, step) || _scope.IsOver))
        {
            _allReduce.Cancel();
        }
    }
}
