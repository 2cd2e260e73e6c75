using OrleansDro.Abstractions.Cases;
using OrleansDro.Abstractions.Results;

namespace OrleansDro.Abstractions.Runs;

/// <summary>One training job. Key: the run's name.</summary>
[Alias("OrleansDro.IRunGrain")]
public interface IRunGrain : IGrainWithStringKey
{
    /// <summary>Starts the run and returns at once. The same start, given again, changes nothing.</summary>
    /// <exception cref="InvalidOperationException">A run of this name was started before, by another start, and has taken steps or has not ended.</exception>
    [Alias("Start")]
    Task Start(RunStart start);

    /// <summary>Where the run stands.</summary>
    [Alias("GetStatus")]
    Task<RunStatus> GetStatus();

    /// <summary>Lets the run save itself and end after the steps that are drawn already.</summary>
    [Alias("Stop")]
    Task Stop();

    /// <summary>The result of a completed or stopped run, else null.</summary>
    [Alias("GetResult")]
    Task<RunResult?> GetResult();

    /// <summary>One training case with all that is known of it.</summary>
    /// <exception cref="KeyNotFoundException">The run has no such case.</exception>
    /// <exception cref="InvalidOperationException">The run has not begun to train, or was not started.</exception>
    [Alias("GetCase")]
    Task<CaseView> GetCase(string id);

    /// <summary>Adds a note to a case. A text that is among its notes already changes nothing.</summary>
    /// <param name="id">The case's id.</param>
    /// <param name="text">The text, 1 to <see cref="CaseNote.LongestText"/> characters.</param>
    /// <exception cref="KeyNotFoundException">The run has no such case.</exception>
    /// <exception cref="ArgumentException">The text is empty or too long.</exception>
    /// <exception cref="InvalidOperationException">The case has <see cref="CaseNote.Most"/> notes, or the run was not started.</exception>
    [Alias("AddNote")]
    Task AddNote(string id, string text);

    /// <summary>A list of training cases.</summary>
    /// <exception cref="ArgumentException">The query is out of its range.</exception>
    /// <exception cref="InvalidOperationException">The run has not begun to train, or was not started.</exception>
    [Alias("GetCases")]
    Task<CasePage> GetCases(CaseQuery query);

    /// <summary>The fifty hardest training cases, for those who ask often: may be some seconds old while the run goes on, as it takes work.</summary>
    /// <exception cref="InvalidOperationException">The run has not begun to train, or was not started.</exception>
    [Alias("GetHardest")]
    Task<CasePage> GetHardest();

    /// <summary>The training cases by group, the one with the largest mean loss first.</summary>
    /// <exception cref="InvalidOperationException">The run has not begun to train, or was not started.</exception>
    [Alias("GetGroups")]
    Task<IReadOnlyList<GroupView>> GetGroups();

    /// <summary>The loss statistics over time.</summary>
    /// <param name="after">Those of later steps than this one; -1 for all.</param>
    [Alias("GetHistory")]
    Task<IReadOnlyList<LossStatistics>> GetHistory(long after);

    /// <summary>The validations so far, by steps; none unless the spec asks for them while the run trains.</summary>
    [Alias("GetValidations")]
    Task<IReadOnlyList<ValidationPoint>> GetValidations();

    /// <summary>The tail of the latest losses of the training cases, with how uncertain it is. May be some seconds old, as it takes work.</summary>
    /// <returns>The tail, or null where no case has a loss.</returns>
    /// <exception cref="InvalidOperationException">The run has not begun to train, or was not started.</exception>
    [Alias("GetTail")]
    Task<TailEstimates?> GetTail();

    /// <summary>How the latest losses of the training cases are spread. May be some seconds old, as it takes work.</summary>
    /// <returns>The histogram, or null where no case has a loss.</returns>
    /// <exception cref="InvalidOperationException">The run has not begun to train, or was not started.</exception>
    [Alias("GetHistogram")]
    Task<LossHistogram?> GetHistogram();

    /// <summary>
    /// Pictures of the hardest training cases, as a trainer predicts them now. May be some seconds old, as it takes a trainer's time. Empty where no trainer is there to ask.
    /// Once the run has a result, as a trainer predicted them at the end.
    /// </summary>
    /// <exception cref="InvalidOperationException">The run has not begun to train, or was not started.</exception>
    [Alias("GetPictures")]
    Task<CasePreview[]> GetPictures();

    /// <summary>Quarantines, releases, adds or removes cases from a named step on. The same request, made again, changes nothing and gets the same answer.</summary>
    /// <param name="change">The change; without a step it takes effect at the next that is not drawn yet.</param>
    /// <param name="request">What tells this request from others; null for one that is not made again.</param>
    /// <returns>The change with the step at which it takes effect.</returns>
    /// <exception cref="KeyNotFoundException">The run has no such case, or to add: the data set has none.</exception>
    /// <exception cref="ArgumentException">The change is not complete, or its step is drawn already.</exception>
    /// <exception cref="InvalidOperationException">The run does not train, or the data set cannot be added to.</exception>
    /// <exception cref="TimeoutException">The run is recovering.</exception>
    [Alias("ChangeCases")]
    Task<CaseChange> ChangeCases(CaseChange change, Guid? request = null);

    /// <summary>All changes so far, in the order in which they were asked for.</summary>
    [Alias("GetChanges")]
    Task<IReadOnlyList<CaseChange>> GetChanges();

    /// <summary>What happened to the run's trainers and its saved state, oldest first; the latest 200.</summary>
    [Alias("GetEvents")]
    Task<IReadOnlyList<RunEvent>> GetEvents();

    /// <summary>What the run has saved, the latest first. Reads the files, for up to ten seconds.</summary>
    /// <exception cref="InvalidOperationException">The run was not started, has no folder of checkpoints, or it cannot be read.</exception>
    [Alias("GetCheckpoints")]
    Task<IReadOnlyList<CheckpointView>> GetCheckpoints();

    /// <summary>How many trainers the run can use, and why, from the steps that were measured since its silo leads it.</summary>
    /// <exception cref="InvalidOperationException">The run was not started.</exception>
    [Alias("GetScaling")]
    Task<ScalingStatus> GetScaling();

    /// <summary>Goes on with a run that was stopped or has failed, from its latest checkpoint. The same request, made again, changes nothing.</summary>
    /// <param name="request">What tells this request from others.</param>
    /// <exception cref="InvalidOperationException">The run was not started, goes on already, or has ended for good.</exception>
    [Alias("Resume")]
    Task Resume(Guid request);
}
