using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace OrleansDro.Tests.Shared;

/// <summary>A private authority that lives as long as a test, and issues certificates.</summary>
internal sealed class TestAuthority : IDisposable
{
    private const string ServerUsage = "1.3.6.1.5.5.7.3.1";
    private const string ClientUsage = "1.3.6.1.5.5.7.3.2";

    private readonly X509Certificate2 _certificate;
    private readonly string _between;

    public TestAuthority(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        _certificate = RequestFor(name, key).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-10), DateTimeOffset.UtcNow.AddDays(10));
        _between = "";
    }

    private TestAuthority(string name, TestAuthority root)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = RequestFor(name, key).Create(root._certificate, DateTimeOffset.UtcNow.AddDays(-10), root._certificate.NotAfter, RandomNumberGenerator.GetBytes(8));
        _certificate = certificate.CopyWithPrivateKey(key);
        _between = $"{root._between}{Certificate}\n";
    }

    /// <summary>Its own certificate, as PEM.</summary>
    public string Certificate => _certificate.ExportCertificatePem();

    /// <summary>An authority whose own certificate this one issues.</summary>
    public TestAuthority CreateIntermediate(string name) => new(name, this);

    /// <summary>Issues a certificate for 127.0.0.1.</summary>
    /// <param name="name">Whose it is.</param>
    /// <param name="daysLeft">Days until it expires; negative where it has.</param>
    /// <param name="isForClients">Whether it may be shown by clients too.</param>
    /// <returns>The certificate, followed by those of the authorities between it and the root, and its key, as PEM.</returns>
    public (string Certificate, string Key) Issue(string name, int daysLeft = 5, bool isForClients = true)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var usages = new OidCollection { new Oid(ServerUsage) };
        if (isForClients)
        {
            usages.Add(new Oid(ClientUsage));
        }

        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(usages, false));
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(_certificate, DateTimeOffset.UtcNow.AddDays(-9), DateTimeOffset.UtcNow.AddDays(daysLeft), RandomNumberGenerator.GetBytes(8));
        return ($"{certificate.ExportCertificatePem()}\n{_between}", key.ExportPkcs8PrivateKeyPem());
    }

    public void Dispose() => _certificate.Dispose();

    private static CertificateRequest RequestFor(string name, ECDsa key)
    {
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        return request;
    }
}
