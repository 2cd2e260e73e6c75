using OrleansDro.Abstractions.Cases;
using OrleansDro.Abstractions.Results;
using OrleansDro.Abstractions.Runs;

namespace OrleansDro.Dashboard.Sources;

/// <summary>Reads a run of the cluster.</summary>
internal sealed class ClusterRun(IRunGrain run) : IRunReader
{
    public async Task<RunOverview> GetOverview() => new(await run.GetStatus());

    public Task<CaseView> GetCase(string id) => run.GetCase(id);

    public Task<CasePage> GetCases(CaseQuery query) => run.GetCases(query);

    public Task<CasePage> GetHardest() => run.GetHardest();

    public Task<IReadOnlyList<GroupView>> GetGroups() => run.GetGroups();

    public Task<IReadOnlyList<LossStatistics>> GetHistory(long after) => run.GetHistory(after);

    public Task<IReadOnlyList<ValidationPoint>> GetValidations() => run.GetValidations();

    public Task<TailEstimates?> GetTail() => run.GetTail();

    public Task<LossHistogram?> GetHistogram() => run.GetHistogram();

    public Task<CasePreview[]> GetPictures() => run.GetPictures();

    public Task<IReadOnlyList<CaseChange>> GetChanges() => run.GetChanges();

    public Task<IReadOnlyList<RunEvent>> GetEvents() => run.GetEvents();

    public Task<ScalingStatus> GetScaling() => run.GetScaling();
}
