using StackExchange.Redis;

namespace OrleansDro.Hosting.Cluster;

/// <summary>Waits until a Redis answers, so that what follows can count on it.</summary>
internal static class RedisWait
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    /// <param name="redis">The Redis.</param>
    /// <param name="patience">How long to wait.</param>
    /// <param name="waits">Is told once what is waited for, if there is a wait at all.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ClusterException">It did not answer in time, does not let us in, or is not trusted.</exception>
    public static async Task ForAsync(RedisAccess redis, TimeSpan patience, Action<string> waits, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(patience);
        var isTold = false;
        string? distrust = null;
        try
        {
            while (true)
            {
                try
                {
                    var ping = PingAsync(redis, reason => distrust = reason);
                    if (await Task.WhenAny(ping, Task.Delay(Interval, limit.Token)) != ping)
                    {
                        TellOnce();
                    }

                    await ping.WaitAsync(limit.Token);
                    return;
                }
                catch (Exception exception) when (exception is RedisException or TimeoutException)
                {
                    RequireAccess(redis, distrust, exception);
                }

                TellOnce();
                await Task.Delay(Interval, limit.Token);
            }
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ClusterException(
                FormattableString.Invariant($"Redis at {redis} did not answer within {patience.TotalSeconds:0.#} s. Start it, or correct its address. {Doubt(redis)}"), exception);
        }

        void TellOnce()
        {
            if (!isTold)
            {
                isTold = true;
                waits(FormattableString.Invariant($"Waits up to {patience.TotalSeconds:0.#} s for Redis at {redis}"));
            }
        }
    }

    private static string Doubt(RedisAccess redis) => redis switch
    {
        { UsesTls: false } => "Where it wants TLS, use --redis-tls.",
        { Identity: null } => "It must speak TLS there, or --redis-tls be left out. Where it asks for a certificate, give --tls-certificate, --tls-key and --tls-ca.",
        _ => "It must speak TLS there, or --redis-tls be left out, and trust the authority of --tls-certificate where it asks for a certificate.",
    };

    private static async Task PingAsync(RedisAccess redis, Action<string> distrust)
    {
        var options = redis.ToOptions(distrust);
        options.AbortOnConnectFail = true;
        options.ConnectRetry = 1;
        await using var connection = await ConnectionMultiplexer.ConnectAsync(options);
        await connection.GetDatabase().PingAsync();
    }

    private static void RequireAccess(RedisAccess redis, string? distrust, Exception exception)
    {
        if (distrust is not null)
        {
            throw new ClusterException($"Redis at {redis} shows a certificate that is not trusted: {distrust}. Name its authority with --redis-ca, and it by the name that its certificate has.", exception);
        }

        if (exception is RedisConnectionException { FailureType: ConnectionFailureType.AuthenticationFailure } || Says("NOAUTH") || Says("WRONGPASS"))
        {
            throw new ClusterException(
                $"Redis at {redis} wants another password. Set the environment variable {RedisAccess.PasswordVariable} to it, and {RedisAccess.UserVariable} where it is not that of the default user.", exception);
        }

        bool Says(string error) => Chain(exception).Any(cause => cause.Message.Contains(error, StringComparison.Ordinal));
    }

    private static IEnumerable<Exception> Chain(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            yield return cause;
        }
    }
}
