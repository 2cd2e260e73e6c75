using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Hosting.Cluster;

/// <summary>A private authority: what it issued is trusted, and nothing else, the authorities of the operating system included.</summary>
internal sealed class CertificateAuthority
{
    private readonly X509Certificate2Collection _certificates = [];

    private CertificateAuthority()
    {
    }

    /// <summary>Takes the certificates of a PEM file.</summary>
    /// <param name="pem">The text.</param>
    /// <param name="file">Where it is from, for messages.</param>
    /// <exception cref="InvalidInputException">There is no certificate in it.</exception>
    public static CertificateAuthority Parse(string pem, string file)
    {
        var authority = new CertificateAuthority();
        try
        {
            authority._certificates.ImportFromPem(pem);
        }
        catch (CryptographicException exception)
        {
            throw new InvalidInputException($"{file} holds a certificate that cannot be read: {exception.Message} It must hold those of the authority, as PEM.", exception);
        }

        return authority._certificates.Count > 0 ? authority : throw new InvalidInputException($"{file} holds no certificate; it must hold those of the authority, as PEM.");
    }

    /// <summary>By which certificates are checked. Each check needs one of its own, as it keeps what the other side has sent.</summary>
    public X509ChainPolicy CreatePolicy()
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true };
        policy.CustomTrustStore.AddRange(_certificates);
        return policy;
    }
}
