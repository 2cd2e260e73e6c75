using System.Net.Sockets;

namespace OrleansDro.FaultInjection.Clusters;

/// <summary>Repeats calls to a cluster under faults until it answers.</summary>
internal static class Persistence
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan AttemptLimit = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(40);

    /// <summary>Repeats a call after transient failures; each attempt and the whole have a limit.</summary>
    /// <param name="ask">The call; it can be repeated without harm. A call to a dead silo waits until the others have detected its death.</param>
    /// <param name="cancellationToken">Ends the attempts.</param>
    /// <exception cref="TimeoutException">There was no answer; the inner exception is the last failure.</exception>
    public static async Task<T> AskAsync<T>(Func<Task<T>> ask, CancellationToken cancellationToken = default)
    {
        var clock = TimeProvider.System;
        var began = clock.GetTimestamp();
        while (true)
        {
            try
            {
                return await ask().WaitAsync(AttemptLimit, cancellationToken);
            }
            catch (Exception exception) when (IsPassing(exception))
            {
                if (clock.GetElapsedTime(began) > AnswerLimit)
                {
                    throw new TimeoutException($"The cluster did not answer within {AnswerLimit}: {exception.Message}", exception);
                }
            }

            await Task.Delay(Pause, cancellationToken);
        }
    }

    /// <summary>Whether a failure is one of reaching the cluster.</summary>
    public static bool IsPassing(Exception exception) => exception is OrleansException or TimeoutException or IOException or SocketException;
}
