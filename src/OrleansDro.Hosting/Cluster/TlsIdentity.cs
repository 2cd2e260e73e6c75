using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Hosting.Cluster;

/// <summary>The certificate of a process and the CA that it trusts, as read from its files at one time.</summary>
internal sealed class TlsIdentity
{
    private const string ServerUsage = "1.3.6.1.5.5.7.3.1";
    private const string ClientUsage = "1.3.6.1.5.5.7.3.2";

    private readonly TlsFiles _files;
    private readonly (string Certificate, string Key, string Authority) _texts;

    private TlsIdentity(TlsFiles files, (string Certificate, string Key, string Authority) texts)
    {
        (_files, _texts) = (files, texts);
        Authority = CertificateAuthority.Parse(texts.Authority, files.Authority);
        Certificate = ParseCertificate();
        var between = new X509Certificate2Collection();
        between.ImportFromPem(texts.Certificate);
        RequireUse(between);
        Context = SslStreamCertificateContext.Create(Certificate, between, offline: true);
    }

    /// <summary>The CA that issues the certificates of all members.</summary>
    public CertificateAuthority Authority { get; }

    /// <summary>The certificate of the process with its key.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>The certificate with its intermediate certificates.</summary>
    public SslStreamCertificateContext Context { get; }

    /// <summary>Reads the files.</summary>
    /// <exception cref="InvalidInputException">A file cannot be read, or the certificate cannot be used; the message names the file.</exception>
    public static TlsIdentity Read(TlsFiles files) => new(files, TextsOf(files));

    /// <summary>Reads the files again.</summary>
    /// <returns>The identity from the current files; this one if they are unchanged.</returns>
    /// <inheritdoc cref="Read"/>
    public TlsIdentity Renew()
    {
        var texts = TextsOf(_files);
        return texts == _texts ? this : new TlsIdentity(_files, texts);
    }

    private static (string Certificate, string Key, string Authority) TextsOf(TlsFiles files) => (PemFile.Read(files.Certificate), PemFile.Read(files.Key), PemFile.Read(files.Authority));

    private X509Certificate2 ParseCertificate()
    {
        try
        {
            using var alone = X509Certificate2.CreateFromPem(_texts.Certificate);
        }
        catch (CryptographicException exception)
        {
            throw new InvalidInputException($"{_files.Certificate} contains no certificate that can be read: {exception.Message} It must contain this process's certificate, as PEM.", exception);
        }

        try
        {
            return X509Certificate2.CreateFromPem(_texts.Certificate, _texts.Key);
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            throw new InvalidInputException($"{_files.Key} does not contain the private key of the certificate {_files.Certificate}, as PEM without a password: {exception.Message}", exception);
        }
    }

    // Other processes would refuse the certificate without a useful message.
    private void RequireUse(X509Certificate2Collection between)
    {
        var now = DateTime.Now; // X509Certificate2 reports its times in local time.
        if (now > Certificate.NotAfter || now < Certificate.NotBefore)
        {
            throw new InvalidInputException(string.Create(
                CultureInfo.InvariantCulture,
                $"The certificate {_files.Certificate} is valid from {Certificate.NotBefore.ToUniversalTime():u} to {Certificate.NotAfter.ToUniversalTime():u}, but not now. Renew it."));
        }

        using var chain = new X509Chain { ChainPolicy = Authority.CreatePolicy() };
        chain.ChainPolicy.ExtraStore.AddRange(between);
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ServerUsage));
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ClientUsage));
        if (!chain.Build(Certificate))
        {
            throw new InvalidInputException(
                $"The certificate {_files.Certificate} cannot be used with the CA {_files.Authority}: {ChainProblems.Of(chain)}. It must be issued by that CA, for servers and clients (extended key usages serverAuth and clientAuth, or none). Intermediate certificates must follow it in its file.");
        }
    }
}
