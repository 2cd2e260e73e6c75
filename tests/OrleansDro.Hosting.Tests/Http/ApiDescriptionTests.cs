using System.Net;
using System.Text.Json;

namespace OrleansDro.Hosting.Tests.Http;

/// <summary>The OpenAPI document says what the interface is, and docs says the same.</summary>
[Collection(nameof(ServerTests))]
public sealed class ApiDescriptionTests(ServerFixture server)
{
    private const string Address = "/openapi/v1.json";

    [Fact]
    public async Task Document_InDocs_IsTheServedOne()
    {
        var served = await GetAsync() + "\n";
        Assert.True(
            await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "openapi.json"), TestContext.Current.CancellationToken) == served,
            $"docs/openapi.json is not up to date. Run 'orleansdro demo --http-port 5080' and then '(curl -s http://127.0.0.1:5080{Address}; echo) > docs/openapi.json'.");
    }

    [Fact]
    public async Task Page_InDocs_ListsTheServedOperations()
    {
        var page = await File.ReadAllLinesAsync(Path.Combine(Repository.Root, "docs", "http.md"), TestContext.Current.CancellationToken);
        var expected = from operation in await OperationsAsync() select $"| `{operation.Method} {operation.Path}` | {operation.Value.GetProperty("summary").GetString()} |";
        Assert.Equal(expected, page.Where(line => line.Contains(" /api/", StringComparison.Ordinal) && line.StartsWith("| `", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Operations_EachOfThem_HasTheSchemaOfItsAnswer() => Assert.All(await OperationsAsync(), operation =>
    {
        var schema = operation.Value.GetProperty("responses").GetProperty("200").GetProperty("content").GetProperty("application/json").GetProperty("schema");
        Assert.NotEmpty(schema.EnumerateObject());
    });

    [Fact]
    public async Task Operations_ThatChange_RequireTheToken() => Assert.All(
        await OperationsAsync(),
        operation => Assert.Equal(operation.Method != "GET", operation.Value.TryGetProperty("security", out _)));

    [Fact]
    public async Task Document_UnderAnotherHost_IsRefused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Address) { Headers = { Host = "attacker.example.org" } };
        using var response = await server.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    private async Task<IReadOnlyList<(string Method, string Path, JsonElement Value)>> OperationsAsync()
    {
        using var document = JsonDocument.Parse(await GetAsync());
        return
        [
            .. from path in document.RootElement.GetProperty("paths").EnumerateObject()
               from operation in path.Value.EnumerateObject()
               select (operation.Name.ToUpperInvariant(), path.Name, operation.Value.Clone()),
        ];
    }

    private Task<string> GetAsync() => server.Client.GetStringAsync(Address, TestContext.Current.CancellationToken);
}
