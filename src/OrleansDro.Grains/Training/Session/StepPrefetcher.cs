using OrleansDro.Grains.Training.Data;

namespace OrleansDro.Grains.Training.Session;

/// <summary>Fetches the draws and the cases of steps, one step ahead of the computation.</summary>
/// <param name="loader">Fetches and loads.</param>
/// <param name="scope">Names the micro-batches to load.</param>
/// <param name="waits">Whether a step must not be fetched ahead, because a validation comes first and may end the run.</param>
internal sealed class StepPrefetcher(BatchLoader loader, SessionScope scope, Func<long, bool> waits)
{
    private Prefetch? _next;

    /// <summary>Fetches a step, unless <see cref="Start"/> has started to fetch it.</summary>
    public async Task<FetchedStep> Fetch(long step)
    {
        if (_next is { } next && next.Step == step)
        {
            _next = null;
            return await next.Fetching;
        }

        return await loader.Fetch(step, scope.MicroBatchesOf(step));
    }

    /// <summary>Starts to fetch a step unless a validation comes first; the step two before it must not be used any more.</summary>
    public void Start(long step) => _next = waits(step) ? null : new Prefetch(step, loader.Fetch(step, scope.MicroBatchesOf(step)));

    /// <summary>Waits until no step is fetched any more.</summary>
    public async Task Stop() =>
        await (_next?.Fetching ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);

    private sealed record Prefetch(long Step, Task<FetchedStep> Fetching);
}
