using OrleansDro.Abstractions.Results;
using OrleansDro.Grains.Checkpoints;
using OrleansDro.Grains.Infrastructure;
using OrleansDro.Grains.Protocol.Coordination;
using OrleansDro.Grains.Training.Context;
using OrleansDro.Learning.Torch;

namespace OrleansDro.Grains.Training.Replicas;

/// <summary>A trainer's part in the validations of its run: predicts validation cases, and saves the best state if the run asks this trainer to.</summary>
/// <param name="context">The run and the trainer.</param>
/// <param name="live">The replica.</param>
/// <param name="thread">The replica's thread.</param>
/// <param name="evaluate">Predicts a validation case.</param>
internal sealed class Validator(TrainerContext context, LiveReplica live, TorchThread thread, Func<int, Task<CaseEvaluation>> evaluate)
{
    /// <summary>Whether the state after a number of steps is to be validated before the next step.</summary>
    public bool IsDue(long steps) => context.Spec.Validation is { } validation && validation.IsDue(steps, context.Spec.Steps) && context.Orders.Latest?.ValidatedSteps < steps;

    /// <summary>Does a part of the validation of the replica's present state. If there is nothing to do for now, waits for other orders.</summary>
    public async Task Work()
    {
        if (live.Step is not { } steps)
        {
            return;
        }

        var state = new ModelState(live.Attempt, steps);
        var (coordinator, changed) = (context.Grains.Coordinator, context.Orders.Changed);
        var work = await RetryUntilAnswered.Call(() => coordinator.TakeValidationWork(context.Trainer, state), context.Released);
        if (work.Cases.Length > 0)
        {
            var evaluated = await Task.WhenAll(work.Cases.Select(evaluate));
            await RetryUntilAnswered.Call(() => coordinator.ReportEvaluations(context.Trainer, state, evaluated), context.Released);
        }
        else if (work.SavesBest && context.CheckpointRoot is { } root)
        {
            var copy = await StateCopy.Take(context, live, thread, steps - 1);
            var problem = await copy.TryWrite(CheckpointStore.BestRoot(root), keep: 1, goodSteps: null);
            await RetryUntilAnswered.Call(() => coordinator.BestSaved(context.Trainer, state, problem), context.Released);
        }
        else
        {
            await BoundedWait.Ends(changed);
        }
    }
}
