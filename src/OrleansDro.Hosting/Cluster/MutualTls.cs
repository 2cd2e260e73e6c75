using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Orleans.Connections.Security;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Hosting.Cluster;

/// <summary>TLS between silos and for clients, in which both sides show a certificate of the same certificate authority (CA).</summary>
internal sealed class MutualTls
{
    private readonly Action<string> _warn;
    private readonly RenewedIdentity _identity;
    private string? _warned;

    private MutualTls(TlsIdentity identity, Action<string> warn) => (_identity, _warn) = (new RenewedIdentity(identity, WarnOnce), warn);

    /// <summary>Why this process refused another one last; null if it refused none.</summary>
    public string? Refusal { get; private set; }

    /// <summary>Reads the files.</summary>
    /// <param name="files">The files; null: connections are not encrypted.</param>
    /// <param name="warn">Is called when this process refuses another one, and when a renewed file cannot be used.</param>
    /// <exception cref="InvalidInputException">A file cannot be used.</exception>
    public static MutualTls? Open(TlsFiles? files, Action<string> warn) => files is null ? null : new MutualTls(TlsIdentity.Read(files), warn);

    /// <summary>What may be wrong with TLS if a process cannot join a cluster.</summary>
    public static string Hint(MutualTls? tls) => tls switch
    {
        null => $"If its silos use TLS, this process needs {nameof(ClusterAddress)}.{nameof(ClusterAddress.Tls)}.",
        { Refusal: { } refusal } => refusal,
        _ => "If its silos do not use TLS, or have certificates of another CA, they refuse this process.",
    };

    /// <summary>Configures the connections of a silo or of a client.</summary>
    public void Configure(TlsOptions options)
    {
        options.SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13;
        options.LocalCertificate = _identity.Current.Certificate;
        options.RemoteCertificateMode = RemoteCertificateMode.RequireCertificate;
        options.ClientCertificateMode = RemoteCertificateMode.RequireCertificate;
        options.RemoteCertificateValidation = IsMember;
        options.OnAuthenticateAsServer = (_, server) => Prepare((SslServerAuthenticationOptions)server.SslServerAuthenticationOptions);
        options.OnAuthenticateAsClient = (_, client) => Prepare((SslClientAuthenticationOptions)client.SslClientAuthenticationOptions);
    }

    private void Prepare(SslServerAuthenticationOptions server)
    {
        var identity = _identity.Current;
        (server.ServerCertificate, server.ServerCertificateSelectionCallback) = (null, null);
        server.ServerCertificateContext = identity.Context;
        server.CertificateChainPolicy = identity.Authority.CreatePolicy();
        server.AllowTlsResume = false; // each connection is checked in full
    }

    private void Prepare(SslClientAuthenticationOptions client)
    {
        var identity = _identity.Current;
        (client.ClientCertificates, client.LocalCertificateSelectionCallback) = (null, null);
        client.ClientCertificateContext = identity.Context;
        client.CertificateChainPolicy = identity.Authority.CreatePolicy();
        client.AllowTlsResume = false;
        client.TargetHost = ""; // no name is expected
    }

    private bool IsMember(X509Certificate2 certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if ((errors & ~SslPolicyErrors.RemoteCertificateNameMismatch) == SslPolicyErrors.None)
        {
            return true;
        }

        Refusal = $"Refused a process with the certificate '{certificate.Subject}', which was not issued by this cluster's CA: {ChainProblems.Of(chain)}.";
        WarnOnce(Refusal);
        return false;
    }

    // A refused process retries.
    private void WarnOnce(string warning)
    {
        if (Interlocked.Exchange(ref _warned, warning) != warning)
        {
            _warn(warning);
        }
    }
}
