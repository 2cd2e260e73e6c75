using System.Net.Sockets;

namespace OrleansDro.FaultInjection.Clusters;

/// <summary>Asks a cluster that has been harmed until it answers.</summary>
internal static class Persistence
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Asks again after failures that pass; every attempt and the whole have a limit.</summary>
    /// <param name="ask">The question; without effect, as it may be asked twice.</param>
    /// <param name="attempt">The limit of one attempt: a call to a silo that died waits until the others know of it.</param>
    /// <param name="limit">The limit of the whole.</param>
    /// <param name="cancellationToken">Ends the asking.</param>
    /// <exception cref="TimeoutException">There was no answer; the inner exception is the last failure.</exception>
    public static async Task<T> AskAsync<T>(Func<Task<T>> ask, TimeSpan attempt, TimeSpan limit, CancellationToken cancellationToken)
    {
        var clock = TimeProvider.System;
        var began = clock.GetTimestamp();
        while (true)
        {
            try
            {
                return await ask().WaitAsync(attempt, cancellationToken);
            }
            catch (Exception exception) when (IsPassing(exception))
            {
                if (clock.GetElapsedTime(began) > limit)
                {
                    throw new TimeoutException($"The cluster did not answer within {limit}: {exception.Message}", exception);
                }
            }

            await Task.Delay(Pause, cancellationToken);
        }
    }

    /// <summary>Whether a failure is one of reaching the cluster.</summary>
    public static bool IsPassing(Exception exception) => exception is OrleansException or TimeoutException or IOException or SocketException;
}
