using OrleansDro.Abstractions.Results;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Protocol.Audits;
using OrleansDro.Grains.Protocol.Coordination;

namespace OrleansDro.Grains.Tests.Training.Fakes;

/// <summary>A coordinator whose orders the test gives.</summary>
internal sealed class CoordinatorInMemory : IRunCoordinator
{
    public Task<AuditState> Audit(AuditVote vote) => Task.FromResult(AuditState.Settled);

    public Task<RunPlan?> Enlist(TrainerId trainer) => throw new NotSupportedException();

    public Task<TrainerOrders> Beat(TrainerReport report) => throw new NotSupportedException();

    public Task Describe(TrainerId trainer, DataSummary data) => throw new NotSupportedException();

    public Task<int[]> TakeEvaluation(TrainerId trainer) => throw new NotSupportedException();

    public Task TrainerEvaluated(TrainerId trainer, CaseEvaluation[] cases) => throw new NotSupportedException();

    public Task<bool> MayKeep(TrainerId trainer, long attempt, ParameterHash hash) => throw new NotSupportedException();

    public Task CheckpointSaved(TrainerId trainer, long stepsCommitted, string? problem) => throw new NotSupportedException();

    public Task TrainerFailed(TrainerId trainer, RunFailure failure) => throw new NotSupportedException();
}
