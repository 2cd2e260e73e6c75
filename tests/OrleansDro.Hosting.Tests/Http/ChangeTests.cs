using System.Net;
using System.Text;
using OrleansDro.Hosting.Http;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Hosting.Tests.Http;

[Collection(nameof(ServerTests))]
public sealed class ChangeTests(ServerFixture server)
{
    private const string Changes = "api/runs/" + ServerFixture.Run + "/changes";
    private const string Valid = """{"kind": "quarantine", "ids": ["plain"], "reason": "wrong label"}""";

    [Theory]
    [InlineData(null)]
    [InlineData("Bearer wrong")]
    [InlineData("Bearer ")]
    [InlineData("Basic " + ServerFixture.Token)]
    [InlineData(ServerFixture.Token)]
    public async Task Post_WrongToken_IsUnauthorized(string? authorization)
    {
        var (status, answer) = await Post(server.Client.BaseAddress!, authorization, Valid);
        Assert.Equal(HttpStatusCode.Unauthorized, status);
        Assert.Contains("Authorization: Bearer", answer, StringComparison.Ordinal);
        Assert.DoesNotContain(ServerFixture.Token, answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public async Task Post_NoTokenConfigured_IsForbiddenAndNamesTheVariable(string? token)
    {
        await using var cluster = await EmbeddedCluster.StartAsync(http: new HttpApiOptions { Token = token }, cancellationToken: TestContext.Current.CancellationToken);
        var (status, answer) = await Post(cluster.HttpAddress!, "Bearer " + token, Valid);
        Assert.Equal(HttpStatusCode.Forbidden, status);
        Assert.Contains("ORLEANSDRO_API_TOKEN", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("two\nlines")]
    [InlineData("schlüssel")]
    [InlineData("space ")]
    public async Task Start_TokenThatNoHeaderCanCarry_IsRefused(string token)
    {
        var exception = await Assert.ThrowsAsync<InvalidInputException>(
            () => EmbeddedCluster.StartAsync(http: new HttpApiOptions { Token = token }, cancellationToken: TestContext.Current.CancellationToken));
        Assert.Contains("ORLEANSDRO_API_TOKEN", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(token, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"kind": "quarantine", "ids": ["plain"], "resaon": "x"}""", "did you mean 'reason'")]
    [InlineData("""{"ids": ["plain"]}""", "missing field 'kind'")]
    [InlineData("""{"kind": "banish", "ids": ["plain"]}""", "'quarantine', 'release', 'add', 'remove'")]
    [InlineData("""{"kind": "release", "ids": "plain"}""", "must be a list")]
    [InlineData("""{"kind": "release", "ids": [null]}""", "ids[0]")]
    [InlineData("""{"kind": "release", "ids": ["plain"], "step": 1.5}""", "'step'")]
    [InlineData("not json", "not valid JSON")]
    [InlineData("", "not valid JSON")]
    public async Task Post_WrongBody_IsRefusedByField(string body, string expected)
    {
        var (status, answer) = await Post(server.Client.BaseAddress!, "Bearer " + ServerFixture.Token, body);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains(expected, answer.Replace("\\u0027", "'", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_OtherContentType_IsRefused()
    {
        var (status, _) = await Post(server.Client.BaseAddress!, "Bearer " + ServerFixture.Token, Valid, "text/plain");
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, status);
    }

    [Fact]
    public async Task Post_RunThatEnded_IsAConflict()
    {
        var (status, answer) = await Post(server.Client.BaseAddress!, "Bearer " + ServerFixture.Token, Valid);
        Assert.Equal(HttpStatusCode.Conflict, status);
        Assert.Contains("it is not training", answer, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_AsText_DoNotShowTheToken() =>
        Assert.DoesNotContain(ServerFixture.Token, new HttpApiOptions { Token = ServerFixture.Token }.ToString(), StringComparison.Ordinal);

    private async Task<(HttpStatusCode Status, string Answer)> Post(Uri address, string? authorization, string body, string mediaType = "application/json")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address, Changes)) { Content = new StringContent(body, Encoding.UTF8, mediaType) };
        if (authorization is not null)
        {
            Assert.True(request.Headers.TryAddWithoutValidation("Authorization", authorization));
        }

        using var response = await server.Client.SendAsync(request, TestContext.Current.CancellationToken);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
