using Microsoft.Extensions.Hosting;
using Orleans.Clustering.Redis;
using StackExchange.Redis;

namespace OrleansDro.Hosting.Cluster;

/// <summary>
/// Notices that Redis has lost its data, such as one that was started anew without persistence. A silo would go on with those that it knows, next to a second cluster of those that
/// start later. It is replaced instead, so that all meet again.
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
                fatalError.OnFatalException(this, "Redis has lost its data, and this silo with it. Let it save them (appendonly yes)", null);
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
            // The table as a whole is not there. With an empty one the silo can leave.
            await table.InitializeMembershipTableAsync(tryInitTableVersion: true, cancellationToken);
            return true;
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException or ObjectDisposedException)
        {
            // That Redis does not answer for a while does no harm.
            return false;
        }
    }
}
