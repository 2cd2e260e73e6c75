using OrleansDro.FaultInjection.Clusters;
using OrleansDro.FaultInjection.Processes;

namespace OrleansDro.FaultInjection.Chaos;

/// <summary>Starts a silo for each one that ends, as Kubernetes does, so that silos are missing only for the time of a start.</summary>
internal sealed class SiloKeeper : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly ProcessCluster _cluster;
    private readonly IReadOnlyDictionary<SiloRole, int> _wanted;
    private readonly CancellationTokenSource _end = new();
    private readonly List<(SiloRole Role, Task Start)> _starts = [];
    private readonly Task _keeping;

    private SiloKeeper(ProcessCluster cluster, IReadOnlyDictionary<SiloRole, int> wanted)
    {
        _cluster = cluster;
        _wanted = wanted;
        _keeping = KeepAsync();
    }

    /// <summary>Starts to replace silos.</summary>
    public static SiloKeeper Start(ProcessCluster cluster, int controls, int trainers) =>
        new(cluster, new Dictionary<SiloRole, int> { [SiloRole.Control] = controls, [SiloRole.Trainer] = trainers });

    /// <summary>Waits until the wanted number of silos is running.</summary>
    /// <exception cref="TimeoutException">They are not.</exception>
    public async Task SettleAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        await Eventually.IsTrueAsync(AreAllRunningAsync, () => $"silos that ended were not replaced.\n{_cluster.LastOutputs}", limit, cancellationToken, Interval);

        async Task<bool> AreAllRunningAsync()
        {
            await ThrowIfFailedAsync();
            return _wanted.All(wanted => _cluster.Running(wanted.Key).Count >= wanted.Value);
        }
    }

    /// <summary>Throws if a silo could not be started.</summary>
    public async Task ThrowIfFailedAsync()
    {
        if (_keeping.IsFaulted)
        {
            await _keeping;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await ((Task)Task.WhenAll(_starts.Select(start => start.Start).Append(_keeping))).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
    }

    private async Task KeepAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            foreach (var (_, start) in _starts.Where(start => start.Start.IsCompleted))
            {
                await start; // A start that failed is one that the cluster refused: that is a finding.
            }

            _starts.RemoveAll(start => start.Start.IsCompleted);
            foreach (var (role, wanted) in _wanted)
            {
                for (var present = _cluster.Running(role).Count + _starts.Count(start => start.Role == role); present < wanted; present++)
                {
                    _starts.Add((role, _cluster.StartSiloAsync(role, _end.Token)));
                }
            }

            await Task.Delay(Interval, _end.Token);
        }
    }
}
