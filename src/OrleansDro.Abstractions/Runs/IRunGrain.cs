using Orleans.Concurrency;
using OrleansDro.Abstractions.Training;

namespace OrleansDro.Abstractions.Runs;

/// <summary>One training job. Key: the run's name.</summary>
[Alias("OrleansDro.IRunGrain")]
public interface IRunGrain : IGrainWithStringKey
{
    /// <summary>Starts the run and returns at once.</summary>
    /// <exception cref="InvalidOperationException">A run of this name was started before.</exception>
    [Alias("Start")]
    Task Start(RunStart start);

    /// <summary>Where the run stands.</summary>
    [AlwaysInterleave, Alias("GetStatus")]
    Task<RunStatus> GetStatus();

    /// <summary>Lets the run save itself and end after the steps that are drawn already.</summary>
    [AlwaysInterleave, Alias("Stop")]
    Task Stop();

    /// <summary>The result of a completed or stopped run, else null.</summary>
    [AlwaysInterleave, Alias("GetResult")]
    Task<RunResult?> GetResult();

    /// <summary>A trainer is ready.</summary>
    [AlwaysInterleave, Alias("TrainerPrepared")]
    Task TrainerPrepared(int trainer, DataSummary data);

    /// <summary>A trainer has taken the last step.</summary>
    [AlwaysInterleave, Alias("TrainerFinished")]
    Task TrainerFinished(int trainer, TrainerSummary summary);

    /// <summary>A trainer has predicted some validation cases.</summary>
    [AlwaysInterleave, Alias("TrainerEvaluated")]
    Task TrainerEvaluated(int trainer, [Immutable] CaseEvaluation[] cases);

    /// <summary>A trainer cannot go on.</summary>
    [AlwaysInterleave, Alias("TrainerFailed")]
    Task TrainerFailed(int trainer, RunFailure failure);
}
