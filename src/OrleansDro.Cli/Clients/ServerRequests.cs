using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using OrleansDro.Hosting.Http;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Cli.Clients;

/// <summary>Requests to the HTTP interface of a server.</summary>
/// <param name="address">The base address of the requests.</param>
internal sealed class ServerRequests(Uri address) : IDisposable
{
    // Longer than a server itself waits for an answer of a grain.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(40);

    private readonly HttpClient _client = ServerAddress.CreateClient(address, Limit);

    /// <summary>Asks for something.</summary>
    /// <param name="path">The path below the base address.</param>
    /// <exception cref="InvalidInputException">The server refuses the request.</exception>
    /// <exception cref="ServerException">The server does not answer.</exception>
    public Task<T> Get<T>(string path) => Ask<T>(HttpMethod.Get, path, null, null);

    /// <summary>Changes something, with the token of the environment.</summary>
    /// <param name="method">The method of the request.</param>
    /// <param name="path">The path below the base address.</param>
    /// <param name="body">The body; null for none.</param>
    /// <exception cref="InvalidInputException">The token is missing, or the server refuses the request.</exception>
    /// <exception cref="ServerException">The server does not answer.</exception>
    public Task<T> Change<T>(HttpMethod method, string path, object? body = null)
    {
        var token = Environment.GetEnvironmentVariable(HttpApiOptions.TokenVariable);
        if (string.IsNullOrEmpty(token))
        {
            throw new InvalidInputException($"To change a run or its cases over HTTP, set the environment variable {HttpApiOptions.TokenVariable} to the token of the server.");
        }

        HttpApiOptions.CheckToken(token);
        return Ask<T>(method, path, body is null ? null : JsonContent.Create(body, body.GetType(), options: ApiJson.Options), token);
    }

    public void Dispose() => _client.Dispose();

    private async Task<T> Ask<T>(HttpMethod method, string path, HttpContent? content, string? token)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
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
                $"The server {server} cannot be reached: {exception.Message.TrimEnd('.')}. Start the training or a silo with --http-port and pass its address with --server or {ServerAddress.Variable}; a training's server runs until the training ends.");
        }
        catch (TaskCanceledException)
        {
            throw new ServerException($"The server {server} did not answer within {Limit.TotalSeconds:0} seconds. Try again later, or check the process that serves HTTP.");
        }
        catch (JsonException exception)
        {
            throw new ServerException($"The server {server} sent an answer that this version cannot read: {exception.Message} Is it the address of an --http-port?");
        }
    }

    private static async Task<Exception> Refusal(HttpResponseMessage response, string server)
    {
        var reason = $"The server {server} answered {(int)response.StatusCode} ({response.ReasonPhrase}). Is it the address of an --http-port?";
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
