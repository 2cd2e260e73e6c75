using System.Diagnostics;

namespace OrleansDro.Tests.Shared;

/// <summary>Polls until a condition holds. Every wait has a limit, and its failure describes what was seen last.</summary>
internal static class Eventually
{
    private static readonly TimeSpan DefaultPause = TimeSpan.FromMilliseconds(20);

    /// <summary>Polls until a condition holds.</summary>
    /// <param name="condition">The condition.</param>
    /// <param name="describe">Describes what is missing, for the failure.</param>
    /// <param name="limit">The longest wait.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="pause">The pause between two polls; null: 20 ms.</param>
    /// <exception cref="TimeoutException">The condition did not hold in time.</exception>
    public static Task IsTrueAsync(Func<bool> condition, Func<string> describe, TimeSpan limit, CancellationToken cancellationToken, TimeSpan? pause = null) =>
        IsTrueAsync(() => Task.FromResult(condition()), describe, limit, cancellationToken, pause);

    /// <inheritdoc cref="IsTrueAsync(Func{bool}, Func{string}, TimeSpan, CancellationToken, TimeSpan?)"/>
    public static Task IsTrueAsync(Func<Task<bool>> condition, Func<string> describe, TimeSpan limit, CancellationToken cancellationToken, TimeSpan? pause = null) =>
        GetAsync(condition, isTrue => isTrue, _ => describe(), limit, cancellationToken, pause);

    /// <summary>Polls a value until it is as expected.</summary>
    /// <param name="read">Reads the value. It throws if the expected value cannot come any more.</param>
    /// <param name="isExpected">Whether a value is as expected.</param>
    /// <param name="describe">Describes the latest value, for the failure.</param>
    /// <param name="limit">The longest wait; one read may take as long again.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="pause">The pause between two polls; null: 20 ms.</param>
    /// <returns>The expected value.</returns>
    /// <exception cref="TimeoutException">The value was not as expected in time.</exception>
    public static Task<T> GetAsync<T>(
        Func<Task<T>> read, Predicate<T> isExpected, Func<T, string> describe, TimeSpan limit, CancellationToken cancellationToken, TimeSpan? pause = null) =>
        GetAsync(read, isExpected, value => Task.FromResult(describe(value)), limit, cancellationToken, pause);

    /// <inheritdoc cref="GetAsync{T}(Func{Task{T}}, Predicate{T}, Func{T, string}, TimeSpan, CancellationToken, TimeSpan?)"/>
    public static async Task<T> GetAsync<T>(
        Func<Task<T>> read, Predicate<T> isExpected, Func<T, Task<string>> describe, TimeSpan limit, CancellationToken cancellationToken, TimeSpan? pause = null)
    {
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            var value = await read().WaitAsync(limit, cancellationToken);
            if (isExpected(value))
            {
                return value;
            }

            if (Stopwatch.GetElapsedTime(began) > limit)
            {
                throw new TimeoutException($"Not as expected within {limit.TotalSeconds:0.#} s: {await describe(value)}");
            }

            await Task.Delay(pause ?? DefaultPause, cancellationToken);
        }
    }
}
