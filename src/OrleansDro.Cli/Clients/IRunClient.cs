using OrleansDro.Abstractions.Cases;
using OrleansDro.Learning;

namespace OrleansDro.Cli.Clients;

/// <summary>Queries and changes the cases of one run.</summary>
internal interface IRunClient : IAsyncDisposable
{
    /// <exception cref="InvalidInputException">The run has no case with this id.</exception>
    Task<CaseView> GetCase(string id);

    /// <exception cref="InvalidInputException">The query names a group that does not exist.</exception>
    Task<CasePage> GetCases(CaseQuery query);

    Task<IReadOnlyList<GroupView>> GetGroups();

    /// <summary>The changes that users have made so far.</summary>
    Task<IReadOnlyList<CaseChange>> GetChanges();

    /// <returns>The change with its step.</returns>
    /// <exception cref="InvalidInputException">The change is not possible or not allowed.</exception>
    Task<CaseChange> Change(CaseChange change);
}
