using OrleansDro.Abstractions.Cases;
using OrleansDro.Abstractions.Results;
using OrleansDro.Abstractions.Runs;

namespace OrleansDro.Dashboard.Sources;

/// <summary>Reads all that is shown of one run. The errors are those of <see cref="IRunGrain"/>.</summary>
internal interface IRunReader
{
    /// <summary>Where the run stands, and what it was.</summary>
    Task<RunOverview> GetOverview();

    /// <inheritdoc cref="IRunGrain.GetCase"/>
    Task<CaseView> GetCase(string id);

    /// <inheritdoc cref="IRunGrain.GetCases"/>
    Task<CasePage> GetCases(CaseQuery query);

    /// <inheritdoc cref="IRunGrain.GetHardest"/>
    Task<CasePage> GetHardest();

    /// <inheritdoc cref="IRunGrain.GetGroups"/>
    Task<IReadOnlyList<GroupView>> GetGroups();

    /// <inheritdoc cref="IRunGrain.GetHistory"/>
    Task<IReadOnlyList<LossStatistics>> GetHistory(long after);

    /// <inheritdoc cref="IRunGrain.GetValidations"/>
    Task<IReadOnlyList<ValidationPoint>> GetValidations();

    /// <inheritdoc cref="IRunGrain.GetTail"/>
    Task<TailEstimates?> GetTail();

    /// <inheritdoc cref="IRunGrain.GetHistogram"/>
    Task<LossHistogram?> GetHistogram();

    /// <inheritdoc cref="IRunGrain.GetPictures"/>
    Task<CasePreview[]> GetPictures();

    /// <inheritdoc cref="IRunGrain.GetChanges"/>
    Task<IReadOnlyList<CaseChange>> GetChanges();

    /// <inheritdoc cref="IRunGrain.GetEvents"/>
    Task<IReadOnlyList<RunEvent>> GetEvents();

    /// <inheritdoc cref="IRunGrain.GetScaling"/>
    Task<ScalingStatus> GetScaling();
}
