using StackExchange.Redis;

namespace OrleansDro.Hosting.Cluster;

/// <summary>Explains why a Redis does not let this process in. A retry does not help in these cases.</summary>
internal static class RedisRefusal
{
    /// <summary>The error for the user if a failed connection was a refusal; null if it was another failure.</summary>
    /// <param name="redis">The Redis.</param>
    /// <param name="distrust">Why its certificate is not trusted, in a clause; null if it is trusted or not used.</param>
    /// <param name="exception">The failure.</param>
    public static ClusterException? From(RedisAccess redis, string? distrust, Exception exception)
    {
        if (distrust is not null)
        {
            return new ClusterException(
                $"Redis at {redis} shows a certificate that is not trusted: {distrust}. "
                + $"Pass its CA with {nameof(RedisAccess)}.{nameof(RedisAccess.Authority)} and use the host name in its certificate.",
                exception);
        }

        return exception is RedisConnectionException { FailureType: ConnectionFailureType.AuthenticationFailure } || Says("NOAUTH") || Says("WRONGPASS")
            ? new ClusterException(
                $"Redis at {redis} requires another password. Set the environment variable {RedisAccess.PasswordVariable} to it, and {RedisAccess.UserVariable} if the user is not the default user.",
                exception)
            : null;

        bool Says(string error) => Chain(exception).Any(cause => cause.Message.Contains(error, StringComparison.Ordinal));
    }

    /// <summary>What may be wrong with TLS if a Redis does not answer.</summary>
    /// <param name="redis">The Redis.</param>
    public static string TlsHint(RedisAccess redis)
    {
        const string UsesTls = $"{nameof(RedisAccess)}.{nameof(RedisAccess.UsesTls)}";
        return redis switch
        {
            { UsesTls: false } => $"If it requires TLS, use {UsesTls}.",
            { Identity: null } => $"If it does not use TLS, remove {UsesTls}. If it requires a client certificate, use {nameof(RedisAccess)}.{nameof(RedisAccess.Identity)}.",
            _ => $"If it does not use TLS, remove {UsesTls}. If it requires a client certificate, it must trust the CA that issued {nameof(TlsFiles)}.{nameof(TlsFiles.Certificate)}.",
        };
    }

    private static IEnumerable<Exception> Chain(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            yield return cause;
        }
    }
}
