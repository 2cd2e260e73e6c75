
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Hosting.Cluster;

/// <summary>What a process shows of itself for as long as it lives: its files are read for each new connection, so that a certificate that is renewed in time needs no restart.</summary>
/// <param name="identity">As the files are now.</param>
/// <param name="warn">Is told of files that cannot be used any more.</param>
internal sealed class RenewedIdentity(TlsIdentity identity, Action<string> warn)
{
    private TlsIdentity _identity = identity;

    /// <summary>As the files are now; as they were, where they cannot be used any more.</summary>
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
                // They may be about to be replaced one after the other.
                warn($"The renewed files of TLS cannot be used, and those before stay: {exception.Message}");
                return _identity;
            }
        }
    }
}
