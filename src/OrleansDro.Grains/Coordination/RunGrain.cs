using Orleans.Concurrency;
using OrleansDro.Abstractions.Cases;
using OrleansDro.Abstractions.Results;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Audits;
using OrleansDro.Grains.Cases;
using OrleansDro.Grains.Coordination.Status;
using OrleansDro.Grains.Infrastructure;
using OrleansDro.Grains.Membership;
using OrleansDro.Grains.Protocol.Audits;
using OrleansDro.Grains.Protocol.Coordination;
using OrleansDro.Grains.Runs;
using OrleansDro.Grains.Scheduling.Placement;
using OrleansDro.Grains.Validation;

namespace OrleansDro.Grains.Coordination;

/// <summary>
/// Coordinates a run from its spec to its result: starts the sampler, decides which trainers are members, and has the validation cases predicted. It takes no part in a step:
/// trainers continue while it moves to another silo, and their heartbeats then report their progress.
/// </summary>
[Reentrant, RequireRole(NodeRoles.Control)]
internal sealed class RunGrain(
    DurableRun run,
    RunLifecycle lifecycle,
    RunStatusReader statusReader,
    RunCases cases,
    RunLossQueries lossQueries,
    RunData data,
    RunValidation validation,
    RunTrainers trainers,
    RunOrders orders,
    ReplicaAgreement agreement,
    RunAudits audits,
    RunCheckpoints checkpoints,
    RunMetricsPublisher publisher,
    RunScaling scaling,
    AsyncPulse changed) : Grain, IRunGrain, IRunCoordinator
{
    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await run.Read();
        if (run.IsActive)
        {
            lifecycle.Recover();
        }
    }

    /// <inheritdoc/>
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        run.MarkSuperseded();
        publisher.Withdraw();
        changed.Raise();
        return Task.CompletedTask;
    }

    public Task Start(RunStart start) => run.State switch
    {
        // The name becomes the name of a folder.
        _ when start.Spec.Name != run.Name || !RunSpecCheck.IsName(run.Name) =>
            throw new ArgumentException($"The run '{run.Name}' cannot be started with a spec of the name '{start.Spec.Name}': both must be the same, {RunSpecCheck.NameRule}."),
        RunState.Unknown => lifecycle.Start(start),
        _ when run.Record.Start.Id == start.Id => run.Flush(),

        // Nothing is lost if its name is used again.
        RunState.Failed or RunState.Stopped when run.Record.StepsCommitted == 0 => lifecycle.Start(start),
        _ => throw new InvalidOperationException($"The run '{run.Name}' already exists."),
    };

    public Task Resume(Guid request) => run.State switch
    {
        not RunState.Unknown when run.Record.Start.Id == request => run.Flush(),
        RunState.Stopped or RunState.Failed => lifecycle.Resume(request),
        RunState.Unknown => throw new InvalidOperationException($"The run '{run.Name}' cannot be resumed: it is not started."),
        var state => throw new InvalidOperationException($"The run '{run.Name}' cannot be resumed: it is {state.ToString().ToLowerInvariant()}."),
    };

    public Task Stop() => run.IsActive ? lifecycle.Stop() : Task.CompletedTask;

    public async Task<RunStatus> GetStatus()
    {
        if (run.State == RunState.Unknown)
        {
            // The run does not exist, so this activation need not stay in memory.
            DeactivateOnIdle();
            return new RunStatus { Run = run.Name, State = RunState.Unknown };
        }

        return await statusReader.RefreshStatus();
    }

    public Task<RunResult?> GetResult() => Task.FromResult(run.Result);

    public Task<IReadOnlyList<RunEvent>> GetEvents() => Task.FromResult(run.State == RunState.Unknown ? [] : run.Record.Events);

    public Task<ScalingStatus> GetScaling() => Task.FromResult(scaling.GetStatus());

    public async Task<CaseView> GetCase(string id) => await (await cases.GetReader()).GetCase(id);

    public async Task AddNote(string id, string text) => await (await cases.GetReader()).AddNote(id, text);

    public async Task<CasePage> GetCases(CaseQuery query) => await (await cases.GetReader()).GetCases(query);

    public async Task<IReadOnlyList<GroupView>> GetGroups() => await (await cases.GetReader()).GetGroups();

    public Task<IReadOnlyList<LossStatistics>> GetHistory(long after) => lossQueries.GetHistory(after);

    public Task<IReadOnlyList<ValidationPoint>> GetValidations() => Task.FromResult(run.Validations);

    public Task<TailEstimates?> GetTail() => lossQueries.GetTail();

    public Task<LossHistogram?> GetHistogram() => lossQueries.GetHistogram();

    public Task<CasePage> GetHardest() => lossQueries.GetHardest();

    public Task<CasePreview[]> GetPictures() => lossQueries.GetPictures();

    public Task<CaseChange> ChangeCases(CaseChange change, Guid? request) => cases.Change(change, request);

    public Task<IReadOnlyList<CaseChange>> GetChanges() => cases.GetChanges();

    public Task<IReadOnlyList<CheckpointView>> GetCheckpoints() => checkpoints.List();

    public Task<RunPlan?> Register(TrainerId trainer) => Task.FromResult(trainers.Register(trainer) ? new RunPlan(run.Spec, run.CheckpointRoot) : null);

    public async Task<TrainerOrders> Heartbeat(TrainerHeartbeat heartbeat)
    {
        await trainers.OnHeartbeat(heartbeat);
        return await orders.WaitForNewer(heartbeat.Trainer, heartbeat.OrdersSeen);
    }

    public Task ReportDataSet(TrainerId trainer, DataSummary summary)
    {
        if (data.RecordSummary(trainer, summary))
        {
            orders.Publish();
            changed.Raise();
        }

        return Task.CompletedTask;
    }

    public Task<ValidationWork> TakeValidationWork(TrainerId trainer, ModelState state) => validation.Take(trainer, state);

    public Task ReportEvaluations(TrainerId trainer, ModelState state, CaseEvaluation[] evaluations) => validation.Report(state, evaluations);

    public Task BestSaved(TrainerId trainer, ModelState state, string? problem) => validation.BestSaved(trainer, state, problem);

    public Task<IReadOnlyList<ValidationPoint>> GetValidationsUntil(long steps) => Task.FromResult<IReadOnlyList<ValidationPoint>>([.. run.Validations.Where(point => point.Steps <= steps)]);

    public Task<bool> MaySaveCheckpoint(TrainerId trainer, long attempt, ParameterHash hash) => agreement.MaySaveCheckpoint(trainer, attempt, hash);

    public Task CheckpointSaved(TrainerId trainer, long stepsCommitted, string? problem) => checkpoints.Saved(trainer, stepsCommitted, problem);

    public Task<AuditState> SubmitAuditVote(AuditVote vote) => audits.Receive(vote);

    public Task TrainerFailed(TrainerId trainer, RunFailure failure) => trainers.Refuse(trainer, failure);
}
