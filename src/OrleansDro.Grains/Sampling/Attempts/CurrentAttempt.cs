using OrleansDro.Grains.Infrastructure;
using OrleansDro.Grains.Sampling.Steps;

namespace OrleansDro.Grains.Sampling.Attempts;

/// <summary>The attempt on which a sampler works at present. Requests that wait for its progress wait here, as a later attempt may answer them.</summary>
internal sealed class CurrentAttempt
{
    private readonly AsyncPulse _changed = new();

    /// <summary>The attempt; null before the first one was started.</summary>
    public RunningAttempt? Attempt { get; private set; }

    /// <summary>Replaces the attempt by a later one.</summary>
    public void Replace(RunningAttempt attempt)
    {
        Attempt = attempt;
        _changed.Raise();
    }

    /// <summary>Wakes all requests that wait: the attempt made progress, or ended.</summary>
    public void NotifyChanged() => _changed.Raise();

    /// <summary>Waits a bounded time for progress.</summary>
    /// <returns>Whether there was any.</returns>
    public Task<bool> WaitForChange() => BoundedWait.Ends(_changed.Next);

    /// <summary>Waits a bounded time until the steps of an attempt are available.</summary>
    /// <exception cref="InvalidOperationException">No attempt was started.</exception>
    /// <exception cref="TimeoutException">The attempt is still recovering.</exception>
    public async Task<(RunningAttempt Attempt, StepSequence Sequence)> WaitUntilReady()
    {
        var hasChanged = true;
        while (true)
        {
            var attempt = Attempt ?? throw new InvalidOperationException("The sampler has not been started.");
            if (attempt.Sequence is { } sequence)
            {
                return (attempt, sequence);
            }

            await attempt.ThrowIfFailed();
            if (!hasChanged)
            {
                throw new TimeoutException("The sampler is still recovering.");
            }

            hasChanged = await WaitForChange();
        }
    }
}
