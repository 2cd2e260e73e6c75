using Microsoft.Extensions.Logging;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Infrastructure;
using OrleansDro.Grains.Protocol.Scheduling;
using OrleansDro.Grains.Protocol.Training;

namespace OrleansDro.Grains.Scheduling;

/// <summary>
/// Speaks for the devices of this silo: tells the fleet of them several times a second, and has a trainer work on each for the run that the fleet names. When the silo
/// stops, the trainers hand over first.
/// </summary>
internal sealed partial class DeviceAgent(
    NodeOptions node, ILocalSiloDetails silo, IGrainFactory grains, TimeProvider clock, ILogger<DeviceAgent> logger) : ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan HandOver = TimeSpan.FromSeconds(1.5);

    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _gone = new();
    private readonly string _silo = silo.SiloAddress.ToParsableString();
    private readonly Dictionary<string, string> _runs = [];
    private readonly Dictionary<string, Task> _leaving = [];
    private Task _work = Task.CompletedTask;
    private long? _silentSince;

    /// <inheritdoc/>
    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(nameof(DeviceAgent), ServiceLifecycleStage.Active, Start, Stop);

    /// <inheritdoc/>
    public void Dispose()
    {
        _stopping.Dispose();
        _gone.Dispose();
    }

    private IFleetCoordinator Fleet => grains.GetGrain<IFleetCoordinator>(0);

    private Task Start(CancellationToken cancellation)
    {
        _work = Task.Run(Work, CancellationToken.None);
        return Task.CompletedTask;
    }

    private async Task Stop(CancellationToken cancellation)
    {
        await _stopping.CancelAsync();
        await _work;
        var leaving = Task.WhenAll(_runs.Select(entry => Leave(entry.Key, entry.Value)).Concat(_leaving.Values));
        await leaving.WaitAsync(HandOver, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!leaving.IsCompleted)
        {
            // Where all silos stop at once, nobody is left to take the part of the step, or whatever a trainer waits for.
            await Task.WhenAll(_runs.Select(entry => Trainer(entry.Key, entry.Value).Abandon())).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await _gone.CancelAsync();
    }

    private async Task Work()
    {
        var isFirst = true;
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                if (node.Roles.HasFlag(NodeRoles.Control) && isFirst)
                {
                    // After all silos were gone, nobody else knows of the runs that have not ended.
                    await Fleet.WakeRuns().WaitAsync(_stopping.Token);
                    isFirst = false;
                }

                if (node.Devices.Count > 0)
                {
                    await Announce();
                }

                if (_silentSince is { } since)
                {
                    LogFleet(clock.GetElapsedTime(since).TotalSeconds);
                    _silentSince = null;
                }

                if (node.Devices.Count == 0 && !isFirst)
                {
                    return;
                }
            }
#pragma warning disable CA1031 // Whatever goes wrong, the devices must not fall silent.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                if (_silentSince is null && !_stopping.IsCancellationRequested)
                {
                    _silentSince = clock.GetTimestamp();
                    LogNoFleet(exception.Message);
                }
            }

            await Task.Delay(Interval, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        if (node.Devices.Count > 0)
        {
            Task goodbye = Fleet.Announce(_silo, []);
            await goodbye.WaitAsync(Interval, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task Announce()
    {
        var devices = node.Devices.Select(device => new DeviceReport(device, _runs.GetValueOrDefault(device))).ToArray();
        var wanted = await Fleet.Announce(_silo, devices).WaitAsync(_stopping.Token);
        foreach (var (device, run) in node.Devices.Zip(wanted))
        {
            await Turn(device, run);
        }
    }

    /// <summary>Has a device work on another run, once it is free.</summary>
    private async Task Turn(string device, string? run)
    {
        if (_leaving.TryGetValue(device, out var leaving))
        {
            if (!leaving.IsCompleted)
            {
                return;
            }

            _leaving.Remove(device);
            _runs.Remove(device);
        }

        if (_runs.TryGetValue(device, out var present) && present != run)
        {
            _leaving[device] = Leave(device, present);
            return;
        }

        if (run is not null)
        {
            // Each time, so that a trainer that has ended while its run goes on is woken again.
            _runs[device] = run;
            await Trainer(device, run).Serve();
        }
    }

    /// <summary>Ends when the trainer has left, however long its step takes.</summary>
    private Task Leave(string device, string run) => RetryUntilAnswered.Call(Trainer(device, run).Leave, _gone.Token);

    private ITrainerGrain Trainer(string device, string run) => grains.GetGrain<ITrainerGrain>(new TrainerId(_silo, device).KeyOf(run));

    [LoggerMessage(LogLevel.Warning, "The fleet does not answer; it is asked again until it does: {Problem}")]
    private partial void LogNoFleet(string problem);

    [LoggerMessage(LogLevel.Information, "The fleet answers, after {Seconds:0.0} s")]
    private partial void LogFleet(double seconds);
}
