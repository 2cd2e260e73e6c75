using System.Net.Security;
using System.Security.Authentication;
using OrleansDro.Robustness.Errors;
using StackExchange.Redis;

namespace OrleansDro.Hosting.Cluster;

/// <summary>The address, credentials and TLS settings of a Redis. Not a record, because a record would print the password.</summary>
/// <param name="address">Its address.</param>
public sealed class RedisAccess(RedisAddress address)
{
    /// <summary>The environment variable that holds the password.</summary>
    public const string PasswordVariable = "ORLEANSDRO_REDIS_PASSWORD";

    /// <summary>The environment variable that holds the name of the user.</summary>
    public const string UserVariable = "ORLEANSDRO_REDIS_USER";

    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan CommandTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ReconnectInterval = TimeSpan.FromMilliseconds(500);

    /// <summary>Its address.</summary>
    public RedisAddress Address { get; } = address;

    /// <summary>A user of its access control list; null: the default user. Default: the value of the environment variable ORLEANSDRO_REDIS_USER.</summary>
    public string? User { get; init; } = Variable(UserVariable);

    /// <summary>The password, or null. It is never printed or stored. Default: the value of the environment variable ORLEANSDRO_REDIS_PASSWORD.</summary>
    public string? Password { get; init; } = Variable(PasswordVariable);

    /// <summary>Whether the connection is encrypted; the certificate of Redis must have the host's name or address. Default: no.</summary>
    public bool UsesTls { get; init; }

    /// <summary>A PEM file with the certificates of the certificate authority (CA) that issued the certificate of Redis, for TLS; no other CA is trusted then. Null: the CAs that the operating system trusts.</summary>
    public string? Authority { get; init; }

    /// <summary>The client certificate of this process, for TLS if Redis requires one; null: none.</summary>
    public TlsFiles? Identity { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Address.ToString();

    /// <summary>The options for the Redis library.</summary>
    /// <param name="refuse">Is called with the reason if the certificate of Redis is not trusted.</param>
    /// <exception cref="InvalidInputException">The file of the CA or of the client certificate cannot be used.</exception>
    internal ConfigurationOptions ToOptions(Action<string>? refuse = null)
    {
        var options = new ConfigurationOptions
        {
            EndPoints = { { Address.Host, Address.Port } },
            User = User,
            Password = Password,

            // Reconnects to a restarted Redis, also if this process was started before Redis.
            AbortOnConnectFail = false,
            ReconnectRetryPolicy = new LinearRetry((int)ReconnectInterval.TotalMilliseconds),
            ConnectTimeout = (int)ConnectTimeout.TotalMilliseconds,
            AsyncTimeout = (int)CommandTimeout.TotalMilliseconds,
            SyncTimeout = (int)CommandTimeout.TotalMilliseconds,
            ClientName = "orleansdro",
        };
        if (UsesTls)
        {
            UseTls(options, refuse);
        }

        return options;
    }

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    private void UseTls(ConfigurationOptions options, Action<string>? refuse)
    {
        var authority = Authority is null ? null : CertificateAuthority.Parse(PemFile.Read(Authority), Authority);
        var identity = Identity is null ? null : new RenewedIdentity(TlsIdentity.Read(Identity), _ => { }); // the connections of the cluster report the same files
        options.Ssl = true;
        options.SslClientAuthenticationOptions = _ => new SslClientAuthenticationOptions
        {
            TargetHost = Address.Host,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            CertificateChainPolicy = authority?.CreatePolicy(),
            ClientCertificateContext = identity?.Current.Context,
        };
        options.CertificateValidation += (_, _, chain, errors) =>
        {
            if (errors == SslPolicyErrors.None)
            {
                return true;
            }

            refuse?.Invoke(errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) ? $"it is not for '{Address.Host}'" : ChainProblems.Of(chain));
            return false;
        };
    }
}
