
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Hosting.Cluster;

/// <summary>The TLS identity of a process during its lifetime. Its files are read for each new connection, so that a certificate that is renewed in time needs no restart.</summary>
/// <param name="identity">The identity at the start.</param>
/// <param name="warn">Is called with a sentence when the renewed files cannot be used.</param>
internal sealed class RenewedIdentity(TlsIdentity identity, Action<string> warn)
{
    private TlsIdentity _identity = identity;

    /// <summary>The identity from the current files; the previous one if they cannot be used.</summary>
    public TlsIdentity Current
    {
        get
        {
            try
            {
                return _identity = _identity.Renew();
            }
            catch (InvalidInputException exception)
            {
                // The files may be in the middle of a replacement, one after the other.
                warn($"The renewed files of TLS cannot be used; the previous ones stay in use: {exception.Message}");
                return _identity;
            }
        }
    }
}
