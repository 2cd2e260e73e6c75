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

namespace OrleansDro.Grains.Coordination;

/// <summary>
/// Leads a run from its spec to its result: starts the sampler, decides who trains, has the validation cases predicted. It has no part in a step: trainers go on while it
/// is away, and when it comes up elsewhere it learns from them where they are.
/// </summary>
[Reentrant, RequireRole(NodeRoles.Control)]
internal sealed class RunGrain(
    DurableRun run,
    RunLifecycle lifecycle,
    RunOverview overview,
    RunCases cases,
    RunInsights insights,
    RunData data,
    RunMembership membership,
    RunOrders orders,
    ReplicaAgreement agreement,
    RunAudits audits,
    RunCheckpoints checkpoints,
    RunMonitor monitor,
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
        run.Leave();
        monitor.Leave();
        changed.Raise();
        return Task.CompletedTask;
    }

    public Task Start(RunStart start) => run.State switch
    {
        // The name is a folder's.
        _ when start.Spec.Name != run.Name || !RunSpecCheck.IsName(run.Name) =>
            throw new ArgumentException($"The run '{run.Name}' cannot be started with a spec of the name '{start.Spec.Name}': both must be the same, {RunSpecCheck.NameRule}."),
        RunState.Unknown => lifecycle.Start(start),
        _ when run.Record.Start.Id == start.Id => run.Flush(),
        _ => throw new InvalidOperationException($"The run '{run.Name}' was started before."),
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
            // Somebody asks for a run that is not there: no reason to stay in memory.
            DeactivateOnIdle();
            return new RunStatus { Run = run.Name, State = RunState.Unknown };
        }

        return await overview.Look();
    }

    public Task<RunResult?> GetResult() => Task.FromResult(run.Result);

    public Task<IReadOnlyList<RunEvent>> GetEvents() => Task.FromResult(run.State == RunState.Unknown ? [] : run.Record.Events);

    public Task<ScalingStatus> GetScaling() => Task.FromResult(scaling.Show());

    public async Task<CaseView> GetCase(string id) => await (await cases.GetReader()).GetCase(id);

    public async Task AddNote(string id, string text) => await (await cases.GetReader()).AddNote(id, text);

    public async Task<CasePage> GetCases(CaseQuery query) => await (await cases.GetReader()).GetCases(query);

    public async Task<IReadOnlyList<GroupView>> GetGroups() => await (await cases.GetReader()).GetGroups();

    public Task<IReadOnlyList<LossStatistics>> GetHistory(long after) => insights.GetHistory(after);

    public Task<TailEstimates?> GetTail() => insights.GetTail();

    public Task<LossHistogram?> GetHistogram() => insights.GetHistogram();

    public Task<CasePage> GetHardest() => insights.GetHardest();

    public Task<CasePreview[]> GetPictures() => insights.GetPictures();

    public Task<CaseChange> ChangeCases(CaseChange change, Guid? request) => cases.Change(change, request);

    public Task<IReadOnlyList<CaseChange>> GetChanges() => cases.GetChanges();

    public Task<IReadOnlyList<CheckpointView>> GetCheckpoints() => checkpoints.List();

    public Task<RunPlan?> Enlist(TrainerId trainer) => Task.FromResult(membership.Enlist(trainer) ? new RunPlan(run.Spec, run.CheckpointRoot) : null);

    public async Task<TrainerOrders> Beat(TrainerReport report)
    {
        await membership.Hear(report);
        return await orders.Next(report.Trainer, report.OrdersSeen);
    }

    public Task Describe(TrainerId trainer, DataSummary summary)
    {
        if (data.Learn(trainer, summary))
        {
            orders.Renew();
            changed.Raise();
        }

        return Task.CompletedTask;
    }

    public Task<int[]> TakeEvaluation(TrainerId trainer) => Task.FromResult(data.TakeEvaluation(trainer));

    public Task TrainerEvaluated(TrainerId trainer, CaseEvaluation[] evaluations)
    {
        data.Evaluation.Put(evaluations);
        changed.Raise();
        return Task.CompletedTask;
    }

    public Task<bool> MayKeep(TrainerId trainer, long attempt, ParameterHash hash) => agreement.MayKeep(trainer, attempt, hash);

    public Task CheckpointSaved(TrainerId trainer, long stepsCommitted, string? problem) => checkpoints.Saved(trainer, stepsCommitted, problem);

    public Task<AuditState> Audit(AuditVote vote) => audits.Hear(vote);

    public Task TrainerFailed(TrainerId trainer, RunFailure failure) => membership.Refuse(trainer, failure);
}
