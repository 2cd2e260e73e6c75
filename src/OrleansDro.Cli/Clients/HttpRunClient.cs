using System.Text.Json;
using OrleansDro.Abstractions.Cases;
using OrleansDro.Hosting.Http;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Cli.Clients;

/// <summary>Queries and changes the cases of one run through the HTTP interface of a server.</summary>
internal sealed class HttpRunClient(Uri server, string run) : IRunClient
{
    private readonly ServerRequests _requests = new(new Uri(server, $"api/runs/{Uri.EscapeDataString(run)}/"));

    public Task<CaseView> GetCase(string id)
    {
        // A URL loses these ids, so the server would receive another request.
        if (id is "" or "." or "..")
        {
            throw new InvalidInputException($"No case has the id '{id}'. List the run's cases to see their ids.");
        }

        return _requests.Get<CaseView>($"cases/{Uri.EscapeDataString(id)}");
    }

    /// <exception cref="InvalidInputException">The token is missing, or the server refuses it.</exception>
    public Task AddNote(string id, string text) => _requests.Change<CaseView>(HttpMethod.Post, "notes", new CaseNoteRequest { Id = id, Text = text });

    public Task<CasePage> GetCases(CaseQuery query)
    {
        var address = FormattableString.Invariant($"cases?order={Name(query.Order)}&take={query.Take}");
        address += query.Group is { } group ? $"&group={Uri.EscapeDataString(group)}" : "";
        address += query.Status is { } status ? $"&status={Name(status)}" : "";
        return _requests.Get<CasePage>(address);
    }

    public Task<IReadOnlyList<GroupView>> GetGroups() => _requests.Get<IReadOnlyList<GroupView>>("groups");

    public Task<IReadOnlyList<CaseChange>> GetChanges() => _requests.Get<IReadOnlyList<CaseChange>>("changes");

    /// <exception cref="InvalidInputException">The token is missing, or the server refuses it.</exception>
    public Task<CaseChange> Change(CaseChange change) => _requests.Change<CaseChange>(HttpMethod.Post, "changes", change);

    public ValueTask DisposeAsync()
    {
        _requests.Dispose();
        return ValueTask.CompletedTask;
    }

    private static string Name<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
