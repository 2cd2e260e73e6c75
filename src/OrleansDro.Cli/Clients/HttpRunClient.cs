using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using OrleansDro.Abstractions.Cases;
using OrleansDro.Hosting.Http;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Cli.Clients;

/// <summary>Queries and changes the cases of one run through the HTTP interface of a server.</summary>
internal sealed class HttpRunClient : IRunClient
{
    // Longer than a server itself waits for an answer of a grain.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(40);

    private readonly HttpClient _client;

    public HttpRunClient(Uri server, string run) => _client = ServerAddress.CreateClient(new Uri(server, $"api/runs/{Uri.EscapeDataString(run)}/"), Limit);

    public Task<CaseView> GetCase(string id)
    {
        // A URL loses these ids, so the server would receive another request.
        if (id is "" or "." or "..")
        {
            throw new InvalidInputException($"No case has the id '{id}'. List the run's cases to see their ids.");
        }

        return Ask<CaseView>(HttpMethod.Get, $"cases/{Uri.EscapeDataString(id)}");
    }

    /// <exception cref="InvalidInputException">The token is missing, or the server refuses it.</exception>
    public Task AddNote(string id, string text) => Post<CaseView>("notes", new CaseNoteRequest { Id = id, Text = text });

    public Task<CasePage> GetCases(CaseQuery query)
    {
        var address = FormattableString.Invariant($"cases?order={Name(query.Order)}&take={query.Take}");
        address += query.Group is { } group ? $"&group={Uri.EscapeDataString(group)}" : "";
        address += query.Status is { } status ? $"&status={Name(status)}" : "";
        return Ask<CasePage>(HttpMethod.Get, address);
    }

    public Task<IReadOnlyList<GroupView>> GetGroups() => Ask<IReadOnlyList<GroupView>>(HttpMethod.Get, "groups");

    public Task<IReadOnlyList<CaseChange>> GetChanges() => Ask<IReadOnlyList<CaseChange>>(HttpMethod.Get, "changes");

    /// <exception cref="InvalidInputException">The token is missing, or the server refuses it.</exception>
    public Task<CaseChange> Change(CaseChange change) => Post<CaseChange>("changes", change);

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }

    private Task<T> Post<T>(string address, object body)
    {
        var token = Environment.GetEnvironmentVariable(HttpApiOptions.TokenVariable);
        if (string.IsNullOrEmpty(token))
        {
            throw new InvalidInputException($"To change cases, set the environment variable {HttpApiOptions.TokenVariable} to the token of the process that trains.");
        }

        HttpApiOptions.CheckToken(token);
        return Ask<T>(HttpMethod.Post, address, JsonContent.Create(body, body.GetType(), options: ApiJson.Options), token);
    }

    private static string Name<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    private async Task<T> Ask<T>(HttpMethod method, string address, HttpContent? content = null, string? token = null)
    {
        using var request = new HttpRequestMessage(method, address) { Content = content };
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        var server = _client.BaseAddress!.GetLeftPart(UriPartial.Authority);
        try
        {
            using var response = await _client.SendAsync(request);
            if (!response.IsSuccessStatusCode)
            {
                throw await Refusal(response, server);
            }

            return (await response.Content.ReadFromJsonAsync<T>(ApiJson.Options))!;
        }
        catch (HttpRequestException exception)
        {
            throw new ServerException(
                $"The server {server} cannot be reached: {exception.Message.TrimEnd('.')}. Start the training with --http-port and pass its address with --server or ORLEANSDRO_SERVER; the server runs until the training ends.");
        }
        catch (TaskCanceledException)
        {
            throw new ServerException($"The server {server} did not answer within {Limit.TotalSeconds:0} seconds. Try again later, or check the process that trains.");
        }
        catch (JsonException exception)
        {
            throw new ServerException($"The server {server} sent an answer that this version cannot read: {exception.Message} Is it the address of a training's --http-port?");
        }
    }

    private static async Task<Exception> Refusal(HttpResponseMessage response, string server)
    {
        var reason = $"The server {server} answered {(int)response.StatusCode} ({response.ReasonPhrase}). Is it the address of a training's --http-port?";
        if (response.Content.Headers.ContentType?.MediaType == "application/problem+json")
        {
            var problem = await response.Content.ReadFromJsonAsync<JsonElement>();
            reason = problem.TryGetProperty("detail", out var detail) && detail.GetString() is { } text ? text : reason;
        }

        return response.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.NotFound or HttpStatusCode.Conflict
            ? new InvalidInputException(reason)
            : new ServerException(reason);
    }
}
