using OrleansDro.Abstractions.Cases;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Cli.Clients;

/// <summary>Queries and changes the cases of one run.</summary>
internal interface IRunClient : IAsyncDisposable
{
    /// <exception cref="InvalidInputException">The run has no case with this id.</exception>
    Task<CaseView> GetCase(string id);

    /// <summary>Adds a note to a case.</summary>
    /// <exception cref="InvalidInputException">The run has no such case, or the text is empty or too long.</exception>
    Task AddNote(string id, string text);

    /// <exception cref="InvalidInputException">The query names a group that does not exist.</exception>
    Task<CasePage> GetCases(CaseQuery query);

    Task<IReadOnlyList<GroupView>> GetGroups();

    /// <summary>The changes that users have made so far.</summary>
    Task<IReadOnlyList<CaseChange>> GetChanges();

    /// <returns>The change with its step.</returns>
    /// <exception cref="InvalidInputException">The change is not possible or not allowed.</exception>
    Task<CaseChange> Change(CaseChange change);
}
