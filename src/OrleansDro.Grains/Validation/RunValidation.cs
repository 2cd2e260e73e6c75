using OrleansDro.Abstractions.Results;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Infrastructure;
using OrleansDro.Grains.Membership;
using OrleansDro.Grains.Protocol.Coordination;
using OrleansDro.Grains.Runs;

namespace OrleansDro.Grains.Validation;

/// <summary>
/// The validations of a run: the trainers, whose replicas all have the same state, share its validation cases. While the run trains no trainer takes the next step before all cases
/// are predicted and the state is saved if it is the best so far. What follows is thus a function of the spec, the seed and the data, as the steps are.
/// </summary>
internal sealed class RunValidation(DurableRun run, RunData data, RunSampler sampler, RunEvents events, RunOrders orders, TrainerRegistry registry, TimeProvider clock, AsyncPulse changed)
{
    private ModelState _state = new(0, -1);
    private EvaluationQueue _queue = new(0);
    private TrainerId? _saver;
    private Stage _stage = Stage.Complete;
    private ValidationPoint[] _points = [];

    private enum Stage
    {
        Predicting,
        SavingBest,
        Completing,
        Complete,
    }

    /// <summary>The predictions of the state that was validated last, by index.</summary>
    public IReadOnlyCollection<CaseEvaluation> Evaluated => _queue.Evaluated;

    /// <summary>Whether trainers are validating before the next step.</summary>
    public bool IsAtWork => _stage != Stage.Complete && _state.Attempt == run.Attempt;

    /// <summary>The cases of the validation in progress; 0 before the first.</summary>
    public int Cases => _queue.Cases;

    /// <summary>Whether the state after a number of steps is validated.</summary>
    public bool IsDone(long steps) => _state == new ModelState(run.Attempt, steps) && _stage == Stage.Complete;

    /// <summary>Starts the validation of the final state; one without cases is complete at once.</summary>
    public Task Require(long steps)
    {
        Begin(new ModelState(run.Attempt, steps));
        return Advance();
    }

    /// <inheritdoc cref="IRunCoordinator.TakeValidationWork"/>
    public async Task<ValidationWork> Take(TrainerId trainer, ModelState state)
    {
        if (state.Attempt != run.Attempt || data.Summary is null || !IsDue(state.Steps))
        {
            return ValidationWork.None;
        }

        Begin(state);
        await Advance();
        switch (_stage)
        {
            case Stage.Predicting:
                return new ValidationWork(_queue.Take(trainer, IsAlive), SavesBest: false);
            case Stage.SavingBest when _saver is null || _saver == trainer || !IsAlive(_saver):
                _saver = trainer;
                return new ValidationWork([], SavesBest: true);
            default:
                return ValidationWork.None;
        }
    }

    /// <inheritdoc cref="IRunCoordinator.ReportEvaluations"/>
    public async Task Report(ModelState state, CaseEvaluation[] evaluations)
    {
        if (IsInProgress(state) && _stage == Stage.Predicting)
        {
            _queue.Complete(evaluations);
            await Advance();
            changed.Raise();
        }
    }

    /// <inheritdoc cref="IRunCoordinator.BestSaved"/>
    public async Task BestSaved(TrainerId trainer, ModelState state, string? problem)
    {
        if (!IsInProgress(state) || _stage != Stage.SavingBest)
        {
            return;
        }

        if (problem is not null)
        {
            await events.Record(RunEventKind.NotSaved, trainer, $"The best state, of {state.Steps} steps, was not saved: {problem}. The one before is kept.");
        }

        await Complete();
    }

    private bool IsDue(long steps) => run.State == RunState.Evaluating
        || (run.State == RunState.Training && run.Spec.Validation is { } validation && validation.IsDue(steps, run.Spec.Steps) && run.ValidatedSteps < steps);

    private bool IsAlive(TrainerId trainer) => registry.Candidates(run.Attempt).Any(candidate => candidate.Trainer == trainer);

    // After a rollback a trainer may still report what it did before.
    private bool IsInProgress(ModelState state) => state == _state && state.Attempt == run.Attempt;

    private void Begin(ModelState state)
    {
        if (state == _state || data.Summary is not { } summary)
        {
            return;
        }

        (_state, _queue, _saver, _stage) = (state, new EvaluationQueue(summary.Validation.Length), null, Stage.Predicting);
    }

    private Task Advance()
    {
        if (_stage != Stage.Predicting || !_queue.IsDone)
        {
            return Task.CompletedTask;
        }

        _points = run.Spec.Validation is not null && Point() is { } point ? [.. run.Validations.Where(other => other.Steps < point.Steps), point] : [];
        if (run.CheckpointRoot is not null && run.Spec.Validation is { } validation && _points is [.., var latest] && ReferenceEquals(latest, ValidationPoint.BestOf(_points, validation.Best)))
        {
            _stage = Stage.SavingBest;
            orders.Publish();
            return Task.CompletedTask;
        }

        return Complete();
    }

    /// <summary>Lets the trainers go on. Before they do, the sampler knows whether they take further steps, and the validation is durable.</summary>
    private async Task Complete()
    {
        var (state, before) = (_state, _stage);
        _stage = Stage.Completing;
        try
        {
            await Record();
        }
        catch
        {
            // A trainer that asks for work lets it be tried again.
            _stage = state == _state ? before : _stage;
            throw;
        }

        if (state == _state)
        {
            _stage = Stage.Complete;
        }

        orders.Publish();
        changed.Raise();
    }

    private async Task Record()
    {
        if (run.Spec.Validation is { } validation && _points is [.., var point])
        {
            if (run.State == RunState.Training && EarlyStop.IsDue(validation, _points))
            {
                await RetryUntilAnswered.Call(() => sampler.Grain.EndAfter(point.Steps - 1));
                await events.Record(RunEventKind.EndsEarly, null, $"The run ends after {point.Steps} of {run.Spec.Steps} steps: {validation.Patience} validations in a row were no better than the best.");
            }

            await run.WriteValidations(_points);
        }
    }

    private ValidationPoint? Point() => data.Summary is { } summary && TailReports.OfScores(_queue.Evaluated, summary.IsSegmentation) is { } scores
        ? new ValidationPoint(
            _state.Steps,
            clock.GetUtcNow(),
            scores,
            TailReports.OfLosses(_queue.Evaluated),
            [.. Enumerable.Range(0, _queue.Evaluated.First().LabelScores.Count).Select(label => _queue.Evaluated.Average(evaluation => evaluation.LabelScores[label]))])
        : null;
}
