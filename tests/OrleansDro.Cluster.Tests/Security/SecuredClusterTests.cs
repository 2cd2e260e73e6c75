using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Abstractions.Specs;
using OrleansDro.FaultInjection.Clusters;
using OrleansDro.FaultInjection.Processes;
using OrleansDro.Hosting.Cluster;

namespace OrleansDro.Cluster.Tests.Security;

/// <summary>Members work together over encrypted connections, nobody else gets in, and nobody sees their secrets.</summary>
public sealed class SecuredClusterTests : IClassFixture<SecuredCluster>
{
    private const string Run = "secured";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan ShortTimeout = TimeSpan.FromSeconds(4);

    private readonly SecuredCluster _cluster;

    public SecuredClusterTests(SecuredCluster cluster)
    {
        Requirements.SkipUnlessMet();
        _cluster = cluster;
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Train_Members_CompletesAndShowsNoSecret()
    {
        await using var client = await ClusterClient.ConnectAsync(_cluster.Address(_cluster.Member), Limit, cancellationToken: Token);
        var run = client.Grains.GetGrain<IRunGrain>(Run);
        await run.Start(new RunStart { Spec = TinyRun.Spec(Run, steps: 8) with { StatisticsEvery = 2 }, Trainers = TrainerRange.Any });
        var status = await Eventually.GetAsync(run.GetStatus, status => status.State is RunState.Completed or RunState.Failed, status => $"{status}", Limit, Token);
        Assert.True(status.State == RunState.Completed, $"{status.Failure?.Details ?? status.Failure?.Message}\n{_cluster.Control.LastOutput}\n{_cluster.Trainer.LastOutput}");
        Assert.Equal(8, status.StepsCommitted);

        // Each output is complete, and mentions the services that the secrets are for.
        await Eventually.IsTrueAsync(
            () => _cluster.Control.LastOutput.Contains($"MLflow at {_cluster.Tracking}", StringComparison.Ordinal), () => $"a failed export is not logged:\n{_cluster.Control.LastOutput}", Limit, Token);
        var shown = new StringBuilder();
        foreach (var silo in new[] { _cluster.Control, _cluster.Trainer })
        {
            Assert.Contains(silo.Log, line => line.EventId == LogEvents.SiloJoins);
            shown.AppendLine(silo.LastOutput);
        }

        using var http = new HttpClient();
        foreach (var path in new[] { "metrics", "api/runs", "api/devices", $"api/runs/{Run}", $"api/runs/{Run}/events", $"api/runs/{Run}/cases", $"api/runs/{Run}/history", "" })
        {
            shown.AppendLine(await http.GetStringAsync(new Uri(_cluster.Control.Http!, path), Token));
        }

        shown.AppendLine(await http.GetStringAsync(new Uri(_cluster.Trainer.Http!, "metrics"), Token));
        Assert.All(SecuredCluster.Secrets, secret => Assert.DoesNotContain(secret, shown.ToString(), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(null, HttpStatusCode.Unauthorized)]
    [InlineData("Bearer wrong", HttpStatusCode.Unauthorized)]
    [InlineData("Bearer " + SecuredCluster.ApiToken, HttpStatusCode.NotFound)]
    public async Task Change_OverHttp_NeedsTheToken(string? authorization, HttpStatusCode expected)
    {
        Assert.Equal("127.0.0.2", _cluster.Control.Http!.Host);
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_cluster.Control.Http, "api/runs/nobody/changes"))
        {
            Content = new StringContent("""{"kind": "remove", "ids": ["a"]}""", Encoding.UTF8, "application/json"),
        };
        request.Headers.TryAddWithoutValidation("Authorization", authorization);
        using var response = await http.SendAsync(request, Token);
        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task Connect_ClientWithoutCertificate_SaysWhatItMayLack() => Assert.Contains("ClusterAddress.Tls", await RefusalAsync(_cluster.Address(tls: null), ShortTimeout), StringComparison.Ordinal);

    [Fact]
    public async Task Connect_ClientOfAnotherAuthority_NamesTheCertificate() => Assert.Contains("'CN=", await RefusalAsync(_cluster.Address(_cluster.Stranger)), StringComparison.Ordinal);

    [Fact]
    public async Task Join_SilosThatAreNoMembers_EndInTimeWithTheReason()
    {
        var attempts = await Task.WhenAll(_cluster.TrySiloAsync(tls: null, Token), _cluster.TrySiloAsync(_cluster.Stranger, Token));
        Assert.All(attempts, attempt => Assert.True(attempt.ExitCode == 1, attempt.Output));
        Assert.Contains("within 4 s. If its silos use TLS, this process needs --tls-certificate", attempts[0].Output, StringComparison.Ordinal);

        // The second is what it says if its time was over before it saw a certificate, as on a busy machine.
        Assert.Matches("was not issued by this cluster's CA|certificates of another CA", attempts[1].Output);
        Assert.All(attempts, attempt => Assert.DoesNotContain("Ready: ", attempt.Output, StringComparison.Ordinal));
        await using var client = await ClusterClient.ConnectAsync(_cluster.Address(_cluster.Member), Limit, cancellationToken: Token);
        Assert.Equal(2, (await client.Grains.GetGrain<IManagementGrain>(0).GetHosts(onlyActive: true, Token)).Count);
    }

    [Fact]
    public async Task Handshake_WithoutCertificate_IsCutOff()
    {
        using var connection = await ConnectAsync();
        await using var stream = Trusting(connection);
        await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "silo", ApplicationProtocols = [new SslApplicationProtocol("Orleans1")] }, Token);

            // With TLS 1.3 the client learns of it when it reads.
            Assert.True(await stream.ReadAsync(new byte[1], Token) > 0, "The connection was closed.");
        });
    }

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task Handshake_AfterARenewal_ShowsTheNewCertificate(SslProtocols protocol)
    {
        var name = $"renewed-{protocol}";
        _cluster.Renew(name);
        using var connection = await ConnectAsync();
        await using var stream = Trusting(connection);
        using var certificate = X509Certificate2.CreateFromPemFile(_cluster.Member.Certificate, _cluster.Member.Key);
        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(_cluster.Member.Certificate);
        await stream.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = "silo",
                EnabledSslProtocols = protocol,
                ClientCertificateContext = SslStreamCertificateContext.Create(certificate, chain, offline: true),
                ApplicationProtocols = [new SslApplicationProtocol("Orleans1")],
            },
            Token);
        Assert.Equal($"CN={name}", stream.RemoteCertificate!.Subject);
        Assert.Equal(protocol, stream.SslProtocol);
    }

    [Fact]
    public async Task Redis_OfAnotherAuthority_IsNotTrusted() =>
        Assert.Contains("shows a certificate that is not trusted", await RefusalAsync(_cluster.Address(_cluster.Member, redisAuthority: _cluster.Stranger.Authority)), StringComparison.Ordinal);

    [Fact]
    public async Task Redis_WrongPassword_NamesTheVariables()
    {
        var message = await RefusalAsync(_cluster.Address(_cluster.Member, password: "wrong-password"));
        Assert.Contains(RedisAccess.PasswordVariable, message, StringComparison.Ordinal);
        Assert.Contains(RedisAccess.UserVariable, message, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong-password", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Redis_ThatAsksForACertificate_AnswersMembersOnly()
    {
        await _cluster.LetRedisAskForCertificatesAsync(true, Token);
        try
        {
            Assert.Contains("RedisAccess.Identity", await RefusalAsync(_cluster.Address(_cluster.Member), ShortTimeout / 2), StringComparison.Ordinal);
            Assert.Contains("TlsFiles.Certificate", await RefusalAsync(_cluster.Address(_cluster.Member, redisIdentity: _cluster.Stranger), ShortTimeout / 2), StringComparison.Ordinal);
            await using var client = await ClusterClient.ConnectAsync(_cluster.Address(_cluster.Member, redisIdentity: _cluster.Member), Limit, cancellationToken: Token);
            Assert.NotEmpty(await client.Grains.GetGrain<IManagementGrain>(0).GetHosts(onlyActive: true, Token));
        }
        finally
        {
            await _cluster.LetRedisAskForCertificatesAsync(false, Token);
        }
    }

    private static Task<string> RefusalAsync(ClusterAddress address) => RefusalAsync(address, Limit);

    private static async Task<string> RefusalAsync(ClusterAddress address, TimeSpan timeout)
    {
        var clock = TimeProvider.System;
        var began = clock.GetTimestamp();
        var exception = await Assert.ThrowsAsync<ClusterException>(() => ClusterClient.ConnectAsync(address, timeout, cancellationToken: Token));
        Assert.InRange(clock.GetElapsedTime(began), TimeSpan.Zero, 3 * ShortTimeout); // a refusal that is known does not wait for the timeout
        return exception.Message;
    }

    private static SslStream Trusting(TcpClient connection) => new(connection.GetStream(), leaveInnerStreamOpen: false, (_, certificate, _, _) => certificate is not null);

    private async Task<TcpClient> ConnectAsync()
    {
        var connection = new TcpClient();
        await connection.ConnectAsync(IPEndPoint.Parse(_cluster.Control.Address.Split('@')[0]), Token);
        return connection;
    }
}
