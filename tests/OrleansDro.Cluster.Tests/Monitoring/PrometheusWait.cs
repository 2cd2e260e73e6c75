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
        var open = queries.ToList();
        Assert.NotEmpty(open);
        await Eventually.IsTrueAsync(AreAllAnsweredAsync, () => $"Prometheus has nothing for:\n{string.Join('\n', open)}", Limit, Token, Pause);

        async Task<bool> AreAllAnsweredAsync()
        {
            foreach (var query in open.ToArray())
            {
                if (await query.IsAnsweredAsync(prometheus, Token))
                {
                    open.Remove(query);
                }
            }

            return open.Count == 0;
        }
    }
}
