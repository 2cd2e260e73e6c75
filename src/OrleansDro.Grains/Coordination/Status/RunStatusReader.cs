using System.Globalization;
using OrleansDro.Abstractions.Results;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Membership;
using OrleansDro.Grains.Runs;
using OrleansDro.Grains.Validation;

namespace OrleansDro.Grains.Coordination.Status;

/// <summary>Reads the status of a run.</summary>
internal sealed class RunStatusReader(
    DurableRun run, RunSampler sampler, RunValidation validation, RunCheckpoints checkpoints, RunMembership membership, TrainerKinds kinds, TrainerRegistry registry, TimeProvider clock)
{
    private readonly CommitRate _rate = new(clock);
    private long _steps;

    /// <summary>Polls the sampler and reads the status.</summary>
    public async Task<RunStatus> RefreshStatus()
    {
        if (run.State is RunState.Training or RunState.Evaluating)
        {
            await sampler.RefreshProgress();
        }

        return LatestStatus();
    }

    /// <summary>The status as of the latest poll of the sampler.</summary>
    public RunStatus LatestStatus()
    {
        var record = run.Record;
        if (sampler.Progress?.Ledger is not null)
        {
            // While the sampler recovers it has no ledger, and its number of steps is not final.
            _steps = sampler.StepsCommitted;
        }

        var steps = record.IsActive ? _steps : record.StepsCommitted;
        var evaluated = run.Result?.Evaluation.Count ?? validation.Evaluated.Count;
        var (waiting, words) = WaitOf();
        return new RunStatus
        {
            Run = run.Name,
            State = record.State,
            StepsCommitted = steps,
            Steps = run.Spec.Steps,
            SamplesPerSecond = record.State == RunState.Training ? _rate.Read(steps) * run.Spec.BatchSize : 0,
            CasesEvaluated = evaluated,
            CasesToEvaluate = Math.Max(validation.Cases, evaluated),
            Statistics = sampler.Progress?.Statistics ?? (run.Result?.Statistics is [.., var latest] ? latest : null),
            Failure = record.Failure,
            WaitingFor = words,
            Waiting = waiting,
            Generation = record.GenerationNumber,
            Trainers = Trainers(),
            Refusals = [.. record.Events.Where(happened => happened.Kind is RunEventKind.SelfTestFailed or RunEventKind.Evicted)],
            RolledBack = record.Events.LastOrDefault(happened => happened.Kind == RunEventKind.Restored),
            Kinds = record.IsActive ? kinds.AtWork : [],
            HasMixedKinds = kinds.AreMixed,
            Validation = run.Validations is [.., var validated] ? validated : null,
            BestValidation = run.Spec.Validation is { } every ? ValidationPoint.BestOf(run.Validations, every.Best) : null,
        };
    }

    private TrainerView[] Trainers()
    {
        var current = run.Record.Current;
        return
        [
            .. registry.Candidates(run.Attempt)
                .Select(candidate => new TrainerView(candidate.Trainer, candidate.Stage, candidate.Step, current?.Find(candidate.Trainer)?.MicroBatches ?? []))
                .OrderBy(view => current?.Find(view.Trainer) is null),
        ];
    }

    private (WaitReason Reason, string? Words) WaitOf() => (run.State, membership.Decision.Waiting, sampler.Progress?.Waiting) switch
    {
        (RunState.Preparing, WaitReason.None, _) => (WaitReason.Data, "the trainers to open the data and build their replicas"),
        (RunState.Preparing or RunState.Training or RunState.Evaluating, not WaitReason.None, _) => (membership.Decision.Waiting, membership.Decision.Reason),
        (RunState.Training, _, _) when checkpoints.WaitingFor is { } folder => (WaitReason.Storage, folder),
        (RunState.Training, _, _) when validation.IsAtWork =>
            (WaitReason.Validation, string.Create(CultureInfo.InvariantCulture, $"the validation: {validation.Evaluated.Count}/{validation.Cases} cases")),
        (RunState.Training, _, not (null or WaitReason.None)) => (sampler.Progress.Waiting, sampler.Progress.WaitingFor),
        _ => (WaitReason.None, null),
    };
}
