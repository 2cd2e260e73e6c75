using Orleans.Concurrency;
using OrleansDro.Abstractions.Cases;
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

    /// <summary>One training case with its recent losses.</summary>
    /// <exception cref="KeyNotFoundException">The run has no such case.</exception>
    /// <exception cref="InvalidOperationException">The run has not begun to train, or was not started.</exception>
    [AlwaysInterleave, Alias("GetCase")]
    Task<CaseView> GetCase(string id);

    /// <summary>A list of training cases.</summary>
    /// <exception cref="ArgumentException">The query is out of its range.</exception>
    /// <exception cref="InvalidOperationException">The run has not begun to train, or was not started.</exception>
    [AlwaysInterleave, Alias("GetCases")]
    Task<CasePage> GetCases(CaseQuery query);

    /// <summary>The training cases by group, the one with the largest mean loss first.</summary>
    /// <exception cref="InvalidOperationException">The run has not begun to train, or was not started.</exception>
    [AlwaysInterleave, Alias("GetGroups")]
    Task<IReadOnlyList<GroupView>> GetGroups();

    /// <summary>Quarantines, releases, adds or removes cases from a named step on.</summary>
    /// <returns>The change with the step at which it takes effect.</returns>
    /// <exception cref="KeyNotFoundException">The run has no such case, or to add: the data set has none.</exception>
    /// <exception cref="ArgumentException">The change is not complete, or its step is drawn already.</exception>
    /// <exception cref="InvalidOperationException">The run does not train, or the data set cannot be added to.</exception>
    [AlwaysInterleave, Alias("ChangeCases")]
    Task<CaseChange> ChangeCases(CaseChange change);

    /// <summary>All changes so far, in the order in which they were asked for.</summary>
    [AlwaysInterleave, Alias("GetChanges")]
    Task<IReadOnlyList<CaseChange>> GetChanges();

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
