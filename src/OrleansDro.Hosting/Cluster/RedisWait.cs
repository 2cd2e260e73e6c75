using StackExchange.Redis;

namespace OrleansDro.Hosting.Cluster;

/// <summary>Waits until a Redis answers, so that what follows can count on it.</summary>
internal static class RedisWait
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    /// <param name="address">The Redis.</param>
    /// <param name="patience">How long to wait.</param>
    /// <param name="waits">Is told once what is waited for, if there is a wait at all.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ClusterException">It did not answer in time, or does not let us in.</exception>
    public static async Task ForAsync(RedisAddress address, TimeSpan patience, Action<string> waits, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(patience);
        var isTold = false;
        try
        {
            while (true)
            {
                try
                {
                    var ping = PingAsync(address);
                    if (await Task.WhenAny(ping, Task.Delay(Interval, limit.Token)) != ping)
                    {
                        TellOnce();
                    }

                    await ping.WaitAsync(limit.Token);
                    return;
                }
                catch (Exception exception) when (exception is RedisException or TimeoutException)
                {
                    RequireAccess(address, exception);
                }

                TellOnce();
                await Task.Delay(Interval, limit.Token);
            }
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ClusterException(FormattableString.Invariant($"Redis at {address} did not answer within {patience.TotalSeconds:0.#} s. Start it, or correct its address."), exception);
        }

        void TellOnce()
        {
            if (!isTold)
            {
                isTold = true;
                waits(FormattableString.Invariant($"Waits up to {patience.TotalSeconds:0.#} s for Redis at {address}"));
            }
        }
    }

    private static async Task PingAsync(RedisAddress address)
    {
        var options = address.ToOptions();
        options.AbortOnConnectFail = true;
        options.ConnectRetry = 1;
        await using var connection = await ConnectionMultiplexer.ConnectAsync(options);
        await connection.GetDatabase().PingAsync();
    }

    private static void RequireAccess(RedisAddress address, Exception exception)
    {
        var isRefused = exception is RedisConnectionException { FailureType: ConnectionFailureType.AuthenticationFailure }
            || Chain(exception).Any(cause => cause.Message.Contains("NOAUTH", StringComparison.Ordinal) || cause.Message.Contains("WRONGPASS", StringComparison.Ordinal));
        if (isRefused)
        {
            throw new ClusterException($"Redis at {address} wants another password. Set the environment variable {RedisAddress.PasswordVariable} to it.", exception);
        }
    }

    private static IEnumerable<Exception> Chain(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            yield return cause;
        }
    }
}
