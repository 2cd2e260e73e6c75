using OrleansDro.Abstractions;
using OrleansDro.Hosting.Cluster;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace OrleansDro.Cli.Sessions;

/// <summary>Repeats calls to a cluster while one of its silos or its Redis is lost, and reports that to the user.</summary>
internal sealed class ClusterRetry
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);
    private static readonly ResiliencePropertyKey<Exception?> LatestFailure = new("latest-failure");

    private readonly Action<string> _report;
    private readonly ResiliencePipeline _pipeline;

    /// <summary>Creates the retry.</summary>
    /// <param name="report">Is called with a sentence when the cluster stops answering, and when it answers again.</param>
    /// <param name="clock">Measures the wait.</param>
    public ClusterRetry(Action<string> report, TimeProvider clock)
    {
        _report = report;
        _pipeline = new ResiliencePipelineBuilder { Name = "cluster-query", TimeProvider = clock }
            .AddTimeout(Limit)
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = arguments => ValueTask.FromResult(TransientFaults.IsClusterOutage(arguments.Outcome.Exception)),
                MaxRetryAttempts = int.MaxValue,
                Delay = Interval,
                OnRetry = OnRetry,
            })
            .Build();
    }

    /// <summary>Repeats a call until it is answered.</summary>
    /// <param name="call">The call. An attempt may have its effect although its answer is lost.</param>
    /// <param name="cancellationToken">Ends the attempts.</param>
    /// <exception cref="ClusterException">There was no answer for a minute.</exception>
    public async Task<T> CallAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken = default)
    {
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        try
        {
            var answer = await _pipeline.ExecuteAsync(async (current, attempt) => await attempt().WaitAsync(current.CancellationToken), context, call);
            if (FailureOf(context) is not null)
            {
                _report("The cluster answers again.");
            }

            return answer;
        }
        catch (TimeoutRejectedException exception)
        {
            var cause = FailureOf(context) ?? exception;
            throw new ClusterException($"The cluster did not answer for {Limit.TotalSeconds:0} s ({cause.GetType().Name}). Check its control silos; runs continue when one is available.", cause);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private static Exception? FailureOf(ResilienceContext context) => context.Properties.GetValue(LatestFailure, null);

    private ValueTask OnRetry(OnRetryArguments<object> arguments)
    {
        var failure = arguments.Outcome.Exception!;
        if (arguments.AttemptNumber == 0)
        {
            _report($"The cluster does not answer ({failure.GetType().Name}). Retrying for up to {Limit.TotalSeconds:0} s.");
        }

        arguments.Context.Properties.Set(LatestFailure, failure);
        return ValueTask.CompletedTask;
    }
}
