using OrleansDro.Abstractions.Cases;
using OrleansDro.Abstractions.Results;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Dashboard.Sources;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Cli.SavedRuns;

/// <summary>Answers queries about a run from its files.</summary>
/// <param name="name">The name of the run that is asked for.</param>
/// <param name="run">The run; null if there is none.</param>
/// <param name="cases">Reads its cases, or takes them from a cache.</param>
internal sealed class SavedRunReader(string name, SavedRun? run, Func<SavedRun, SavedCases> cases) : IRunReader
{
    public Task<RunOverview> GetOverview() => Task.FromResult(run?.Overview ?? new RunOverview(new RunStatus { Run = name, State = RunState.Unknown }));

    public Task<CaseView> GetCase(string id) => Answer(() => Cases.Find(id) ?? throw new KeyNotFoundException($"The run '{name}' has no case '{id}'. List its cases to see their ids."));

    public Task<CasePage> GetCases(CaseQuery query) => Answer(() => Cases.List(query));

    public Task<CasePage> GetHardest() => Answer(() => Cases.Hardest.Value);

    public Task<IReadOnlyList<GroupView>> GetGroups() => Answer(() => Cases.Groups());

    public Task<IReadOnlyList<LossStatistics>> GetHistory(long after) => Answer<IReadOnlyList<LossStatistics>>(() => [.. Run.History.SkipWhile(record => record.Step <= after)]);

    // The report shows them.
    public Task<IReadOnlyList<ValidationPoint>> GetValidations() => Task.FromResult<IReadOnlyList<ValidationPoint>>([]);

    public Task<TailEstimates?> GetTail() => Answer(() => Cases.Tail.Value);

    public Task<LossHistogram?> GetHistogram() => Answer(() => Cases.Histogram.Value);

    // The pictures are in the report only.
    public Task<CasePreview[]> GetPictures() => Task.FromResult<CasePreview[]>([]);

    public Task<IReadOnlyList<CaseChange>> GetChanges() => Answer(() => Run.ReadChanges());

    public Task<IReadOnlyList<RunEvent>> GetEvents() => Task.FromResult<IReadOnlyList<RunEvent>>([]);

    public Task<ScalingStatus> GetScaling() => throw new InvalidOperationException($"The run '{name}' is read from its files: it uses no trainers.");

    private SavedRun Run => run ?? throw new KeyNotFoundException($"There is no run '{name}'.");

    private SavedCases Cases => cases(Run);

    /// <summary>Off the thread that draws the page, as files may be large.</summary>
    private static Task<T> Answer<T>(Func<T> answer) => Task.Run(() =>
    {
        try
        {
            return answer();
        }
        catch (InvalidInputException exception)
        {
            // Not the request is wrong, but the run.
            throw new InvalidOperationException(exception.Message, exception);
        }
    });
}
