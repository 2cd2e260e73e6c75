using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Hosting.Cluster;

/// <summary>A private certificate authority (CA). Only certificates that it issued are trusted; the CAs of the operating system are not.</summary>
internal sealed class CertificateAuthority
{
    private readonly X509Certificate2Collection _certificates = [];

    private CertificateAuthority()
    {
    }

    /// <summary>Parses the certificates of a PEM file.</summary>
    /// <param name="pem">The text.</param>
    /// <param name="file">The file of the text, for messages.</param>
    /// <exception cref="InvalidInputException">The text contains no valid certificate.</exception>
    public static CertificateAuthority Parse(string pem, string file)
    {
        var authority = new CertificateAuthority();
        try
        {
            authority._certificates.ImportFromPem(pem);
        }
        catch (CryptographicException exception)
        {
            throw new InvalidInputException($"{file} contains a certificate that cannot be read: {exception.Message} It must contain the certificates of the CA, as PEM.", exception);
        }

        return authority._certificates.Count > 0 ? authority : throw new InvalidInputException($"{file} contains no certificate; it must contain the certificates of the CA, as PEM.");
    }

    /// <summary>Creates the policy for a certificate check. Each check needs its own, because it stores the certificates that the peer sent.</summary>
    public X509ChainPolicy CreatePolicy()
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true };
        policy.CustomTrustStore.AddRange(_certificates);
        return policy;
    }
}
