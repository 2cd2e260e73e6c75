using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OrleansDro.Grains.Observability;

namespace OrleansDro.Hosting.Cluster;

/// <summary>Logs which silos join and leave, and counts the silos that were declared dead.</summary>
internal sealed partial class MembershipLog : BackgroundService
{
    private readonly Dictionary<SiloAddress, SiloStatus> _seen = [];
    private readonly IClusterMembershipService _membership;
    private readonly ILocalSiloDetails _local;
    private readonly ILogger _log;
    private long _lost;

    public MembershipLog(IClusterMembershipService membership, ILocalSiloDetails local, IMeterFactory meters, ILogger<MembershipLog> log)
    {
        (_membership, _local, _log) = (membership, local, log);
        meters.Create(TelemetryNames.Meter).CreateObservableCounter(
            InstrumentNames.SilosLost, () => Volatile.Read(ref _lost), null, "Silos that the others declared dead, as this one saw it since it started.");
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var snapshot in _membership.MembershipUpdates.WithCancellation(stoppingToken))
        {
            foreach (var (address, member) in snapshot.Members)
            {
                var before = _seen.GetValueOrDefault(address);
                _seen[address] = member.Status;
                if (before != member.Status && !address.Equals(_local.SiloAddress))
                {
                    LogChange(address, before, member.Status);
                }
            }
        }
    }

    private void LogChange(SiloAddress address, SiloStatus before, SiloStatus now)
    {
        if (now == SiloStatus.Active)
        {
            LogJoined(address);
        }
        else if (now == SiloStatus.Dead && before == SiloStatus.Active)
        {
            Interlocked.Increment(ref _lost);
            LogLost(address);
        }
        else if (now.IsTerminating() && before == SiloStatus.Active)
        {
            LogLeaving(address);
        }
    }

    [LoggerMessage(EventId = 8010, Level = LogLevel.Information, Message = "Silo {Address} joined")]
    private partial void LogJoined(SiloAddress address);

    [LoggerMessage(EventId = 8011, Level = LogLevel.Information, Message = "Silo {Address} is leaving")]
    private partial void LogLeaving(SiloAddress address);

    [LoggerMessage(EventId = 8012, Level = LogLevel.Warning, Message = "Silo {Address} did not answer and was declared dead")]
    private partial void LogLost(SiloAddress address);
}
