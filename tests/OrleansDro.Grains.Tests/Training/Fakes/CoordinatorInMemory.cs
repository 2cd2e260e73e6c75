using OrleansDro.Abstractions.Results;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Protocol.Audits;
using OrleansDro.Grains.Protocol.Coordination;

namespace OrleansDro.Grains.Tests.Training.Fakes;

/// <summary>A coordinator whose orders the test gives.</summary>
internal sealed class CoordinatorInMemory : IRunCoordinator
{
    public Task<AuditState> SubmitAuditVote(AuditVote vote) => Task.FromResult(AuditState.Settled);

    public Task<RunPlan?> Register(TrainerId trainer) => throw new NotSupportedException();

    public Task<TrainerOrders> Heartbeat(TrainerHeartbeat report) => throw new NotSupportedException();

    public Task ReportDataSet(TrainerId trainer, DataSummary data) => throw new NotSupportedException();

    public Task<ValidationWork> TakeValidationWork(TrainerId trainer, ModelState state) => throw new NotSupportedException();

    public Task ReportEvaluations(TrainerId trainer, ModelState state, CaseEvaluation[] cases) => throw new NotSupportedException();

    public Task BestSaved(TrainerId trainer, ModelState state, string? problem) => throw new NotSupportedException();

    public Task<IReadOnlyList<ValidationPoint>> GetValidationsUntil(long steps) => throw new NotSupportedException();

    public Task<bool> MaySaveCheckpoint(TrainerId trainer, long attempt, ParameterHash hash) => throw new NotSupportedException();

    public Task CheckpointSaved(TrainerId trainer, long stepsCommitted, string? problem) => throw new NotSupportedException();

    public Task TrainerFailed(TrainerId trainer, RunFailure failure) => throw new NotSupportedException();
}
