using OrleansDro.FaultInjection.Processes;

namespace OrleansDro.Cluster.Tests.Monitoring;

/// <summary>Waits for what Prometheus has.</summary>
internal static class PrometheusWait
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Waits until an expression has a value.</summary>
    public static Task UntilAsync(this PrometheusServer prometheus, string expression) => prometheus.UntilAllAsync([new Query(expression)]);

    /// <summary>Waits until each query was answered once.</summary>
    public static async Task UntilAllAsync(this PrometheusServer prometheus, IEnumerable<Query> queries)
    {
        var clock = TimeProvider.System;
        var began = clock.GetTimestamp();
        var open = queries.ToList();
        Assert.NotEmpty(open);
        while (true)
        {
            foreach (var query in open.ToArray())
            {
                if (await query.IsAnsweredAsync(prometheus, Token))
                {
                    open.Remove(query);
                }
            }

            if (open.Count == 0)
            {
                return;
            }

            Assert.True(clock.GetElapsedTime(began) < Limit, $"Prometheus has nothing for:\n{string.Join('\n', open)}");
            await Task.Delay(Pause, Token);
        }
    }
}
