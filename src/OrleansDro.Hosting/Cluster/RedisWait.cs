using OrleansDro.Abstractions;
using Polly;
using Polly.Retry;
using Polly.Timeout;
using StackExchange.Redis;

namespace OrleansDro.Hosting.Cluster;

/// <summary>Waits until a Redis answers, so that the code that follows can rely on it.</summary>
internal static class RedisWait
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    /// <summary>Waits until the Redis answers a ping.</summary>
    /// <param name="redis">The Redis.</param>
    /// <param name="timeout">The longest wait, 10 ms to 24 h.</param>
    /// <param name="report">Is called once with the reason of the wait, if there is a wait.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ClusterException">The Redis did not answer in time, refused the user, or has a certificate that is not trusted.</exception>
    public static async Task WaitAsync(RedisAccess redis, TimeSpan timeout, Action<string> report, CancellationToken cancellationToken)
    {
        var isReported = false;
        var pipeline = new ResiliencePipelineBuilder { Name = "redis-connect" }
            .AddTimeout(timeout)
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = arguments => ValueTask.FromResult(TransientFaults.IsStorageOutage(arguments.Outcome.Exception)),
                MaxRetryAttempts = int.MaxValue,
                Delay = Interval,
                OnRetry = _ => ReportOnce(),
            })
            .Build();
        try
        {
            await pipeline.ExecuteAsync(AttemptAsync, cancellationToken);
        }
        catch (TimeoutRejectedException exception)
        {
            throw new ClusterException(
                FormattableString.Invariant($"Redis at {redis} did not answer within {timeout.TotalSeconds:0.#} s. Start it, or correct its address. {RedisRefusal.TlsHint(redis)}"), exception);
        }

        async ValueTask AttemptAsync(CancellationToken limit)
        {
            string? distrust = null;
            var ping = PingAsync(redis, reason => distrust = reason);
            if (await Task.WhenAny(ping, Task.Delay(Interval, limit)) != ping)
            {
                await ReportOnce();
            }

            try
            {
                await ping.WaitAsync(limit);
            }
            catch (Exception exception) when (RedisRefusal.From(redis, distrust, exception) is { } refusal)
            {
                throw refusal;
            }
        }

        ValueTask ReportOnce()
        {
            if (!isReported)
            {
                isReported = true;
                report(FormattableString.Invariant($"Waiting up to {timeout.TotalSeconds:0.#} s for Redis at {redis}"));
            }

            return ValueTask.CompletedTask;
        }
    }

    private static async Task PingAsync(RedisAccess redis, Action<string> distrust)
    {
        var options = redis.ToOptions(distrust);
        options.AbortOnConnectFail = true;
        options.ConnectRetry = 1;
        await using var connection = await ConnectionMultiplexer.ConnectAsync(options);
        await connection.GetDatabase().PingAsync();
    }
}
