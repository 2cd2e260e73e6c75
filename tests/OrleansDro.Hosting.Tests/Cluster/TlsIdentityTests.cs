using System.Security.Cryptography;
using OrleansDro.Hosting.Cluster;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Hosting.Tests.Cluster;

public sealed class TlsIdentityTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TestAuthority _authority = new("authority");
    private readonly TlsFiles _files;

    public TlsIdentityTests()
    {
        _files = new TlsFiles(_folder.File("tls.crt"), _folder.File("tls.key"), _folder.Write("ca.crt", _authority.Certificate));
        Write(_authority.Issue("silo"));
    }

    [Fact]
    public void Read_CertificateOfTheAuthority_HasItsKey()
    {
        var identity = TlsIdentity.Read(_files);
        Assert.Equal("CN=silo", identity.Certificate.Subject);
        Assert.True(identity.Certificate.HasPrivateKey);
    }

    [Fact]
    public void Renew_SameFiles_IsTheSame()
    {
        var identity = TlsIdentity.Read(_files);
        Assert.Same(identity, identity.Renew());
    }

    [Fact]
    public void Renew_OtherCertificate_IsTaken()
    {
        var identity = TlsIdentity.Read(_files);
        Write(_authority.Issue("renewed"));
        Assert.Equal("CN=renewed", identity.Renew().Certificate.Subject);
    }

    [Theory]
    [InlineData("tls.crt")]
    [InlineData("tls.key")]
    [InlineData("ca.crt")]
    public void Read_FileMissing_NamesIt(string name)
    {
        File.Delete(_folder.File(name));
        AssertRefused(_folder.File(name), "cannot be read");
    }

    [Theory]
    [InlineData("tls.crt", "no certificate")]
    [InlineData("tls.key", "private key")]
    [InlineData("ca.crt", "no certificate")]
    public void Read_FileIsNoPem_NamesIt(string name, string expected)
    {
        _folder.Write(name, "something else");
        AssertRefused(_folder.File(name), expected);
    }

    [Fact]
    public void Read_KeyOfAnotherCertificate_NamesIt()
    {
        _folder.Write("tls.key", _authority.Issue("other").Key);
        AssertRefused(_files.Key, "does not contain the private key of the certificate");
    }

    [Fact]
    public void Read_Expired_SaysWhen()
    {
        Write(_authority.Issue("silo", daysLeft: -1));
        AssertRefused(_files.Certificate, "Renew it");
    }

    [Fact]
    public void Read_OfAnotherAuthority_NamesBoth()
    {
        using var other = new TestAuthority("authority");
        Write(other.Issue("silo"));
        AssertRefused(_files.Certificate, _files.Authority);
    }

    [Fact]
    public void Read_OfAnIntermediateAuthority_NeedsItsCertificateToo()
    {
        using var intermediate = _authority.CreateIntermediate("intermediate");
        var (chain, key) = intermediate.Issue("silo");
        Write((chain, key));
        Assert.Equal("CN=intermediate", Assert.Single(TlsIdentity.Read(_files).Context.IntermediateCertificates).Subject);
        Write((PemEncoding.WriteString("CERTIFICATE", Convert.FromBase64String(chain[PemEncoding.Find(chain).Base64Data])), key));
        AssertRefused(_files.Certificate, "Intermediate certificates");
    }

    [Fact]
    public void Read_ForServersOnly_NamesTheUsages()
    {
        Write(_authority.Issue("silo", isForClients: false));
        AssertRefused(_files.Certificate, "serverAuth and clientAuth");
    }

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Dispose();
    }

    private void Write((string Certificate, string Key) issued)
    {
        _folder.Write("tls.crt", issued.Certificate);
        _folder.Write("tls.key", issued.Key);
    }

    private void AssertRefused(string file, string expected)
    {
        var exception = Assert.Throws<InvalidInputException>(() => TlsIdentity.Read(_files));
        Assert.Contains(file, exception.Message, StringComparison.Ordinal);
        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("PRIVATE", exception.Message, StringComparison.Ordinal);
    }
}
