using OrleansDro.Abstractions.Cases;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Cli.Sessions;

namespace OrleansDro.Cli.Clients;

/// <summary>Queries and changes the cases of one run through the grains of a cluster.</summary>
internal sealed class ClusterRunClient(ClusterSession session, string run) : IRunClient
{
    public Task<CaseView> GetCase(string id) => Ask(grain => grain.GetCase(id));

    public Task AddNote(string id, string text) => Ask(async grain =>
    {
        await grain.AddNote(id, text);
        return true;
    });

    public Task<CasePage> GetCases(CaseQuery query) => Ask(grain => grain.GetCases(query));

    public Task<IReadOnlyList<GroupView>> GetGroups() => Ask(grain => grain.GetGroups());

    public Task<IReadOnlyList<CaseChange>> GetChanges() => Ask(grain => grain.GetChanges());

    public Task<CaseChange> Change(CaseChange change)
    {
        var request = Guid.NewGuid();
        return Ask(grain => grain.ChangeCases(change, request));
    }

    public ValueTask DisposeAsync() => session.DisposeAsync();

    private async Task<T> Ask<T>(Func<IRunGrain, Task<T>> question)
    {
        await session.RequireStartedAsync(run);
        return await session.AskRunAsync(run, question);
    }
}
