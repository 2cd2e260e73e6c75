using OrleansDro.Abstractions.Results;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Protocol.Audits;

namespace OrleansDro.Grains.Protocol.Coordination;

/// <summary>
/// What a run's trainers call: they join it, send heartbeats, receive orders and report what they have done. The grain of <see cref="IRunGrain"/> implements it too. Key: the run's name.
/// </summary>
[Alias("OrleansDro.IRunCoordinator")]
internal interface IRunCoordinator : IGrainWithStringKey
{
    /// <summary>A trainer comes to work on the run.</summary>
    /// <returns>The plan, or null where the run needs nobody.</returns>
    [Alias("Enlist")]
    Task<RunPlan?> Enlist(TrainerId trainer);

    /// <summary>A trainer tells how far it is, which renews its lease, and is told what to do. Waits a moment where there is nothing new.</summary>
    [Alias("Beat")]
    Task<TrainerOrders> Beat(TrainerReport report);

    /// <summary>A trainer tells what the data set is.</summary>
    [Alias("Describe")]
    Task Describe(TrainerId trainer, DataSummary data);

    /// <summary>A trainer asks for validation cases to predict; until it has answered they are its own.</summary>
    /// <returns>Indices among the validation cases; empty where none is left for now.</returns>
    [Alias("TakeEvaluation")]
    Task<int[]> TakeEvaluation(TrainerId trainer);

    /// <summary>A trainer has predicted validation cases.</summary>
    [Alias("TrainerEvaluated")]
    Task TrainerEvaluated(TrainerId trainer, [Immutable] CaseEvaluation[] cases);

    /// <summary>Whether a checkpoint may be kept: the members' parameters agree at its step. Waits for a moment for those that are behind.</summary>
    /// <param name="trainer">Who saves.</param>
    /// <param name="attempt">The attempt to which its state belongs.</param>
    /// <param name="hash">The hash of what it saves.</param>
    [Alias("MayKeep")]
    Task<bool> MayKeep(TrainerId trainer, long attempt, ParameterHash hash);

    /// <summary>A checkpoint was saved, or could not be.</summary>
    /// <param name="trainer">Who saves.</param>
    /// <param name="stepsCommitted">The checkpoint's steps.</param>
    /// <param name="problem">Why it could not be saved, or null.</param>
    [Alias("CheckpointSaved")]
    Task CheckpointSaved(TrainerId trainer, long stepsCommitted, string? problem);

    /// <summary>
    /// A trainer tells what it has computed in an audit. Waits a moment for the other trainer. The same vote, given again, changes nothing.
    /// </summary>
    /// <param name="vote">The vote.</param>
    /// <returns>Whether the trainer may go on.</returns>
    [Alias("Audit")]
    Task<AuditState> Audit(AuditVote vote);

    /// <summary>A trainer cannot work on the run.</summary>
    [Alias("TrainerFailed")]
    Task TrainerFailed(TrainerId trainer, RunFailure failure);
}
