using Orleans.Runtime.Messaging;
using Polly;
using Polly.Retry;

namespace OrleansDro.Grains.Infrastructure;

/// <summary>
/// Calls of grains that may be on their way to another silo: a call that was lost with its silo is made again until it is answered. For calls that may be
/// repeated without harm.
/// </summary>
internal static class RetryUntilAnswered
{
    private static readonly ResiliencePipeline Pipeline = new ResiliencePipelineBuilder()
        .AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = arguments => ValueTask.FromResult(IsLost(arguments.Outcome.Exception)),
            MaxRetryAttempts = int.MaxValue,
            Delay = TimeSpan.FromMilliseconds(50),
            MaxDelay = TimeSpan.FromMilliseconds(500),
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
        })
        .Build();

    /// <summary>Makes a call until it is answered, or until it is cancelled: then its answer is not waited for, as there may be nobody left to give it.</summary>
    public static async Task<T> Call<T>(Func<Task<T>> call, CancellationToken cancellation = default) =>
        await Pipeline.ExecuteAsync(async _ => await call().WaitAsync(cancellation), cancellation);

    /// <inheritdoc cref="Call{T}"/>
    public static async Task Call(Func<Task> call, CancellationToken cancellation = default) =>
        await Pipeline.ExecuteAsync(async _ => await call().WaitAsync(cancellation), cancellation);

    /// <summary>Whether a call failed because of a silo or the way to it, not because of what was asked.</summary>
    public static bool IsLost(Exception? exception) => exception is OrleansMessageRejectionException or TimeoutException or ConnectionFailedException;
}
