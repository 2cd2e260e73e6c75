using System.Globalization;
using OrleansDro.FaultInjection.Processes;
using OrleansDro.Hosting.Cluster;

namespace OrleansDro.Cluster.Tests.Security;

/// <summary>
/// A cluster with all that protects it: TLS between its silos and to Redis, with certificates of an intermediate authority where only the root is trusted; a user with a password
/// at Redis, a token for its HTTP interface, and secrets in the environment.
/// </summary>
public sealed class SecuredCluster : IAsyncLifetime
{
    public const string ApiToken = "token-that-nobody-may-see";
    private const string ClusterId = "secured";
    private const string RedisUser = "orleansdro";
    private const string DefaultRedisPassword = "of-the-default-user";
    private const string RedisPassword = "password-that-nobody-may-see";
    private const string TrackingPassword = "tracking-that-nobody-may-see";

    private readonly TemporaryFolder _folder = new();
    private readonly TestAuthority _authority = new("authority");
    private readonly TestAuthority _intermediate;
    private readonly TestAuthority _otherAuthority = new("other authority");
    private readonly List<SiloProcess> _silos = [];
    private RedisServer? _redis;
    private string _redisAddress = "";

    public SecuredCluster() => _intermediate = _authority.CreateIntermediate("intermediate authority");

    /// <summary>What must not be shown anywhere.</summary>
    public static IReadOnlyList<string> Secrets { get; } = [ApiToken, RedisPassword, TrackingPassword];

    /// <summary>The files of a member.</summary>
    public TlsFiles Member { get; private set; } = new("", "", "");

    /// <summary>The files of somebody who has certificates of another authority.</summary>
    public TlsFiles Stranger { get; private set; } = new("", "", "");

    /// <summary>The tracking server that is not there.</summary>
    public string Tracking { get; } = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{FreePort.Find()}");

    internal SiloProcess Control => _silos.Single(silo => silo.Role == SiloRole.Control);

    internal SiloProcess Trainer => _silos.Single(silo => silo.Role == SiloRole.Trainer);

    public async ValueTask InitializeAsync()
    {
        if (!Requirements.AreMet)
        {
            return; // its tests skip themselves
        }

        Member = Write("member", _authority, _intermediate.Issue("member"));
        Stranger = Write("stranger", _otherAuthority, _otherAuthority.Issue("stranger"));
        var port = FreePort.Find().ToString(CultureInfo.InvariantCulture);
        _redisAddress = $"127.0.0.1:{port}";
        _redis = await RedisServer.StartNewAsync(
        [
            "--tls-port", port, "--tls-cert-file", Member.Certificate, "--tls-key-file", Member.Key, "--tls-ca-cert-file", Member.Authority, "--tls-auth-clients", "no",
            "--requirepass", DefaultRedisPassword, "--user", RedisUser, "on", $">{RedisPassword}", "~orleansdro*", "&*", "+@all",
        ]);
        _silos.AddRange(await Task.WhenAll(
            SiloProcess.StartAsync(SiloRole.Control, [.. SiloArguments("control"), .. TlsArguments(Member), "--http-address", "127.0.0.2", "--checkpoint-root", _folder.File("runs")], Environment),
            SiloProcess.StartAsync(SiloRole.Trainer, [.. SiloArguments("trainer"), .. TlsArguments(Member), "--checkpoint-root", _folder.File("runs")], Environment)));
    }

    /// <summary>Where the cluster is.</summary>
    /// <param name="tls">How the client shows itself to silos; null: not at all.</param>
    /// <param name="redisAuthority">Whom the client believes about Redis; null: the right one.</param>
    /// <param name="password">The password for Redis; null: the right one.</param>
    /// <param name="redisIdentity">How the client shows itself to Redis; null: not at all.</param>
    public ClusterAddress Address(TlsFiles? tls, string? redisAuthority = null, string? password = null, TlsFiles? redisIdentity = null)
    {
        var redis = RedisAddress.TryParse(_redisAddress, out var address) ? address : throw new FormatException(_redisAddress);
        var access = new RedisAccess(redis) { User = RedisUser, Password = password ?? RedisPassword, UsesTls = true, Authority = redisAuthority ?? Member.Authority, Identity = redisIdentity };
        return new ClusterAddress(access, ClusterId) { Tls = tls };
    }

    /// <summary>Whether Redis lets only those in who show a certificate of the authority.</summary>
    public async Task LetRedisAskForCertificatesAsync(bool isAsked, CancellationToken cancellationToken)
    {
        var answers = await _redis!.AskAsync([$"AUTH {DefaultRedisPassword}", $"CONFIG SET tls-auth-clients {(isAsked ? "yes" : "no")}"], cancellationToken);
        Assert.All(answers, answer => Assert.Equal("+OK", answer));
    }

    /// <summary>Runs a silo of somebody who has the way into Redis until it gives up.</summary>
    public async Task<(int ExitCode, string Output)> TrySiloAsync(TlsFiles? tls, CancellationToken cancellationToken)
    {
        var process = OrleansDroCommand.Start(["silo", .. SiloArguments("control"), .. TlsArguments(tls), "--redis-timeout", "4"], environment: Environment);
        try
        {
            await process.WaitForExitAsync(TimeSpan.FromSeconds(30), cancellationToken);
            return (process.ExitCode, process.LastOutput);
        }
        finally
        {
            await process.DisposeAsync();
        }
    }

    /// <summary>Puts another certificate of the authority in the place of the members' one.</summary>
    public void Renew(string name) => Write("member", _authority, _intermediate.Issue(name));

    public async ValueTask DisposeAsync()
    {
        foreach (var silo in _silos)
        {
            await silo.DisposeAsync();
        }

        if (_redis is not null)
        {
            await _redis.DisposeAsync();
        }

        _intermediate.Dispose();
        _authority.Dispose();
        _otherAuthority.Dispose();
        _folder.Dispose();
    }

    private static IEnumerable<string> TlsArguments(TlsFiles? tls) => tls is null ? [] : ["--tls-certificate", tls.Certificate, "--tls-key", tls.Key, "--tls-ca", tls.Authority];

    private string[] SiloArguments(string role) => ["--role", role, "--redis", _redisAddress, "--cluster", ClusterId, "--http-port", "0"];

    private Dictionary<string, string> Environment => new()
    {
        ["ORLEANSDRO_API_TOKEN"] = ApiToken,
        ["ORLEANSDRO_REDIS_TLS"] = "true",
        ["ORLEANSDRO_REDIS_CA"] = Member.Authority,
        [RedisAccess.UserVariable] = RedisUser,
        [RedisAccess.PasswordVariable] = RedisPassword,
        ["MLFLOW_TRACKING_URI"] = $"http://someone:{TrackingPassword}@{Tracking}",
    };

    private TlsFiles Write(string name, TestAuthority authority, (string Certificate, string Key) issued) =>
        new(_folder.Write($"{name}/tls.crt", issued.Certificate), _folder.Write($"{name}/tls.key", issued.Key), _folder.Write($"{name}/ca.crt", authority.Certificate));
}
