using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace OrleansDro.Hosting.Cluster;

/// <summary>Logs which silos come and go.</summary>
internal sealed partial class MembershipLog(IClusterMembershipService membership, ILocalSiloDetails local, ILogger<MembershipLog> log) : BackgroundService
{
    private readonly Dictionary<SiloAddress, SiloStatus> _seen = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var snapshot in membership.MembershipUpdates.WithCancellation(stoppingToken))
        {
            foreach (var (address, member) in snapshot.Members)
            {
                var before = _seen.GetValueOrDefault(address);
                _seen[address] = member.Status;
                if (before != member.Status && !address.Equals(local.SiloAddress))
                {
                    Tell(address, before, member.Status);
                }
            }
        }
    }

    private void Tell(SiloAddress address, SiloStatus before, SiloStatus now)
    {
        if (now == SiloStatus.Active)
        {
            LogJoined(address);
        }
        else if (now == SiloStatus.Dead && before == SiloStatus.Active)
        {
            LogLost(address);
        }
        else if (now.IsTerminating() && before == SiloStatus.Active)
        {
            LogLeaves(address);
        }
    }

    [LoggerMessage(LogLevel.Information, "Silo {Address} is there")]
    private partial void LogJoined(SiloAddress address);

    [LoggerMessage(LogLevel.Information, "Silo {Address} leaves")]
    private partial void LogLeaves(SiloAddress address);

    [LoggerMessage(LogLevel.Warning, "Silo {Address} does not answer and was declared dead")]
    private partial void LogLost(SiloAddress address);
}
