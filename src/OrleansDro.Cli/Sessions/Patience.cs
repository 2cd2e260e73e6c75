using System.Net.Sockets;
using Orleans.Persistence.Redis;
using Orleans.Runtime.Messaging;
using Orleans.Storage;
using OrleansDro.Hosting.Cluster;

namespace OrleansDro.Cli.Sessions;

/// <summary>Asks a cluster again while one of its silos is lost and others take over, and says so.</summary>
/// <param name="tell">Is told that it does not answer, and that it does again.</param>
/// <param name="clock">Measures the wait.</param>
internal sealed class Patience(Action<string> tell, TimeProvider clock)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    /// <summary>Asks until there is an answer.</summary>
    /// <param name="ask">The question; earlier ones may have been heard, and only their answers lost.</param>
    /// <param name="cancellationToken">Ends the attempts.</param>
    /// <exception cref="ClusterException">There was no answer for a minute.</exception>
    public async Task<T> AskAsync<T>(Func<Task<T>> ask, CancellationToken cancellationToken = default)
    {
        var began = clock.GetTimestamp();
        for (var attempts = 0; ; attempts++)
        {
            try
            {
                var answer = await ask().WaitAsync(cancellationToken);
                if (attempts > 0)
                {
                    tell("The cluster answers again.");
                }

                return answer;
            }
            catch (Exception exception) when (IsPassing(exception))
            {
                if (clock.GetElapsedTime(began) >= Limit)
                {
                    throw new ClusterException($"The cluster did not answer for {Limit.TotalSeconds:0} s ({exception.GetType().Name}). Look at its control silos; runs go on as soon as one is there.", exception);
                }

                if (attempts == 0)
                {
                    tell($"The cluster does not answer ({exception.GetType().Name}); tries again for up to {Limit.TotalSeconds:0} s.");
                }
            }

            await Task.Delay(Interval, clock, cancellationToken);
        }
    }

    /// <summary>Whether what happened is over once the cluster has noticed which of its silos are gone, or Redis is back.</summary>
    internal static bool IsPassing(Exception exception) => exception
        is OrleansMessageRejectionException or TimeoutException or ConnectionFailedException or SocketException or InconsistentStateException or RedisStorageException;
}
