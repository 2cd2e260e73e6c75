using OrleansDro.Abstractions.Results;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Protocol.Audits;

namespace OrleansDro.Grains.Protocol.Coordination;

/// <summary>
/// What a run's trainers call: they register, send heartbeats, receive orders and report what they have done. The grain of <see cref="IRunGrain"/> implements it too. Key: the run's name.
/// </summary>
[Alias("OrleansDro.IRunCoordinator")]
internal interface IRunCoordinator : IGrainWithStringKey
{
    /// <summary>Registers a trainer, which starts its lease.</summary>
    /// <returns>The plan, or null if the run has no work for the trainer.</returns>
    [Alias("Enlist")]
    Task<RunPlan?> Register(TrainerId trainer);

    /// <summary>Renews a trainer's lease and returns its orders. If there are no newer orders than those that the trainer has, waits up to 200 ms for some.</summary>
    [Alias("Beat")]
    Task<TrainerOrders> Heartbeat(TrainerHeartbeat heartbeat);

    /// <summary>Reports what the data set contains. The first report of an attempt wins.</summary>
    [Alias("Describe")]
    Task ReportDataSet(TrainerId trainer, DataSummary data);

    /// <summary>Hands out work of a validation. It stays assigned to the trainer until it reports the results or its lease expires.</summary>
    /// <param name="trainer">The trainer.</param>
    /// <param name="state">The state of its replica.</param>
    [Alias("TakeValidationWork")]
    Task<ValidationWork> TakeValidationWork(TrainerId trainer, ModelState state);

    /// <summary>Reports predictions of validation cases. Those of another state than the one that is validated are ignored.</summary>
    [Alias("ReportEvaluations")]
    Task ReportEvaluations(TrainerId trainer, ModelState state, [Immutable] CaseEvaluation[] cases);

    /// <summary>Reports that the best state was saved, or why it was not. The run goes on in both cases.</summary>
    /// <param name="trainer">The trainer that saved it.</param>
    /// <param name="state">The state.</param>
    /// <param name="problem">Why it was not saved; null if it was.</param>
    [Alias("BestSaved")]
    Task BestSaved(TrainerId trainer, ModelState state, string? problem);

    /// <summary>The validations of the run's present attempt up to a number of steps, for a checkpoint.</summary>
    [Alias("GetValidationsUntil")]
    Task<IReadOnlyList<ValidationPoint>> GetValidationsUntil(long steps);

    /// <summary>Whether a checkpoint may be saved: the parameters of all members agree at its step. Waits up to 5 s for members that have not reached the step.</summary>
    /// <param name="trainer">The trainer that saves it.</param>
    /// <param name="attempt">The attempt to which its state belongs.</param>
    /// <param name="hash">The hash of the parameters that it saves.</param>
    [Alias("MayKeep")]
    Task<bool> MaySaveCheckpoint(TrainerId trainer, long attempt, ParameterHash hash);

    /// <summary>Reports that a checkpoint was saved, or why it was not.</summary>
    /// <param name="trainer">The trainer that saved it.</param>
    /// <param name="stepsCommitted">The committed steps in the checkpoint.</param>
    /// <param name="problem">Why it was not saved; null if it was.</param>
    [Alias("CheckpointSaved")]
    Task CheckpointSaved(TrainerId trainer, long stepsCommitted, string? problem);

    /// <summary>
    /// Submits what a trainer has computed in an audit, and waits up to 500 ms for the other trainer. A repeated vote changes nothing.
    /// </summary>
    /// <param name="vote">The vote.</param>
    /// <returns>Whether the trainer may continue.</returns>
    [Alias("Audit")]
    Task<AuditState> SubmitAuditVote(AuditVote vote);

    /// <summary>Reports that a trainer cannot work on the run. The run continues without it, or fails if no trainer can work on it.</summary>
    [Alias("TrainerFailed")]
    Task TrainerFailed(TrainerId trainer, RunFailure failure);
}
