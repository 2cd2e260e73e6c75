using Microsoft.Extensions.Hosting;
using Orleans.Clustering.Redis;
using OrleansDro.Abstractions;

namespace OrleansDro.Hosting.Cluster;

/// <summary>
/// Detects that Redis has lost its data, for example because it was restarted without persistence. Without this check, silos that know each other would continue next to a second
/// cluster of the silos that start later. The silo is replaced instead, so that all silos join one cluster.
/// </summary>
internal sealed class MembershipGuard(IMembershipTable table, ILocalSiloDetails local, IFatalErrorHandler fatalError) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(3);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (await IsForgottenAsync(stoppingToken))
            {
                fatalError.OnFatalException(this, "Redis has lost its data, including the membership of this silo. Configure it to keep its data (appendonly yes)", null);
                return;
            }
        }
    }

    private async Task<bool> IsForgottenAsync(CancellationToken cancellationToken)
    {
        try
        {
            var members = await table.ReadAllAsync(cancellationToken);
            return !members.Members.Any(member => member.Item1.SiloAddress.Equals(local.SiloAddress));
        }
        catch (RedisClusteringException)
        {
            // The whole table is missing. With an empty one the silo can leave.
            await table.InitializeMembershipTableAsync(tryInitTableVersion: true, cancellationToken);
            return true;
        }
        catch (Exception exception) when (exception is ObjectDisposedException || TransientFaults.IsStorageOutage(exception))
        {
            // A Redis that does not answer for some time does no harm.
            return false;
        }
    }
}
