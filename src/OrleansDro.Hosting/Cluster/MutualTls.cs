using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Orleans.Connections.Security;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Hosting.Cluster;

/// <summary>TLS between silos and for clients, in which both sides show a certificate of the same authority.</summary>
internal sealed class MutualTls
{
    private readonly Action<string> _warn;
    private readonly RenewedIdentity _identity;
    private string? _warned;

    private MutualTls(TlsIdentity identity, Action<string> warn) => (_identity, _warn) = (new RenewedIdentity(identity, WarnOnce), warn);

    /// <summary>Why another process was refused here last; null where none was.</summary>
    public string? Refusal { get; private set; }

    /// <summary>Reads the files.</summary>
    /// <param name="files">The files; null: connections are not encrypted.</param>
    /// <param name="warn">Is told whom this process refuses and why, and of files that cannot be used any more.</param>
    /// <exception cref="InvalidInputException">A file cannot be used.</exception>
    public static MutualTls? Open(TlsFiles? files, Action<string> warn) => files is null ? null : new MutualTls(TlsIdentity.Read(files), warn);

    /// <summary>What may be wrong where a process is not let into a cluster.</summary>
    public static string Doubt(MutualTls? tls) => tls switch
    {
        null => "Where its silos use TLS, this process needs --tls-certificate, --tls-key and --tls-ca.",
        { Refusal: { } refusal } => refusal,
        _ => "Where its silos use no TLS, or have certificates of another authority, they do not let this process in.",
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

        Refusal = $"A process was refused that shows the certificate '{certificate.Subject}', which is not of this cluster's authority: {ChainProblems.Of(chain)}.";
        WarnOnce(Refusal);
        return false;
    }

    // Who is refused tries again and again.
    private void WarnOnce(string warning)
    {
        if (Interlocked.Exchange(ref _warned, warning) != warning)
        {
            _warn(warning);
        }
    }
}
