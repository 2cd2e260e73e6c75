using OrleansDro.Abstractions;
using Polly;
using Polly.Retry;

namespace OrleansDro.Grains.Infrastructure;

/// <summary>
/// Calls grains that may be moving to another silo: a call that was lost with its silo, or that reached an activation which another silo has replaced, is repeated until it is
/// answered. Only for calls that can be repeated without harm.
/// </summary>
internal static class RetryUntilAnswered
{
    private static readonly ResiliencePipeline Pipeline = new ResiliencePipelineBuilder { Name = "grain-call" }
        .AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = arguments => ValueTask.FromResult(TransientFaults.IsUnansweredCall(arguments.Outcome.Exception)),
            MaxRetryAttempts = int.MaxValue,
            Delay = TimeSpan.FromMilliseconds(50),
            MaxDelay = TimeSpan.FromMilliseconds(500),
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
        })
        .Build();

    /// <summary>Repeats a call until it is answered or cancelled. A cancelled call returns without its answer, because no silo may be left to give it.</summary>
    /// <param name="call">The call.</param>
    /// <param name="cancellation">Ends the attempts.</param>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    /// <exception cref="Exception">The grain threw something else.</exception>
    public static async Task<T> Call<T>(Func<Task<T>> call, CancellationToken cancellation = default) =>
        await Pipeline.ExecuteAsync(async _ => await call().WaitAsync(cancellation), cancellation);

    /// <inheritdoc cref="Call{T}"/>
    public static async Task Call(Func<Task> call, CancellationToken cancellation = default) =>
        await Pipeline.ExecuteAsync(async _ => await call().WaitAsync(cancellation), cancellation);
}
