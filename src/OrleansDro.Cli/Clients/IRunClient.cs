using OrleansDro.Abstractions.Cases;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Cli.Clients;

/// <summary>Asks about the cases of one run, and has them changed.</summary>
internal interface IRunClient : IAsyncDisposable
{
    /// <exception cref="InvalidInputException">The id cannot be one, or the run does not know it.</exception>
    Task<CaseView> GetCase(string id);

    /// <summary>Adds a note to a case.</summary>
    /// <exception cref="InvalidInputException">The run has no such case, or the text is empty or too long.</exception>
    Task AddNote(string id, string text);

    /// <exception cref="InvalidInputException">The query names what is not there.</exception>
    Task<CasePage> GetCases(CaseQuery query);

    Task<IReadOnlyList<GroupView>> GetGroups();

    /// <summary>What people changed so far.</summary>
    Task<IReadOnlyList<CaseChange>> GetChanges();

    /// <returns>The change with its step.</returns>
    /// <exception cref="InvalidInputException">The change cannot be made, or may not.</exception>
    Task<CaseChange> Change(CaseChange change);
}
