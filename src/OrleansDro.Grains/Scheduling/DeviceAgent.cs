using Microsoft.Extensions.Logging;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Infrastructure;
using OrleansDro.Grains.Protocol.Scheduling;
using OrleansDro.Grains.Protocol.Training;

namespace OrleansDro.Grains.Scheduling;

/// <summary>
/// The agent of this silo's devices: announces them to the fleet several times a second, and starts a trainer on each device for the run that the fleet assigns. When the silo
/// stops, its trainers first finish their step.
/// </summary>
internal sealed partial class DeviceAgent(
    NodeOptions node, ILocalSiloDetails silo, IGrainFactory grains, TimeProvider clock, ILogger<DeviceAgent> logger) : ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan HandoverLimit = TimeSpan.FromSeconds(1.5);

    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _gone = new();
    private readonly string _silo = silo.SiloAddress.ToParsableString();
    private readonly Dictionary<string, string> _runs = [];
    private readonly Dictionary<string, Task> _leaving = [];
    private Task _work = Task.CompletedTask;
    private long? _unansweredSince;

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
        await leaving.WaitAsync(HandoverLimit, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!leaving.IsCompleted)
        {
            // If all silos stop at once, no trainer is left to take part in the step that these trainers wait for.
            await Task.WhenAll(_runs.Select(entry => Trainer(entry.Key, entry.Value).Abort())).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
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
                    // After a restart of all silos, only the fleet's record lists the runs that have not ended.
                    await Fleet.WakeRuns().WaitAsync(_stopping.Token);
                    isFirst = false;
                }

                if (node.Devices.Count > 0)
                {
                    await AnnounceDevices();
                }

                if (_unansweredSince is { } since)
                {
                    var seconds = clock.GetElapsedTime(since).TotalSeconds;
                    LogAnswered(seconds);
                    _unansweredSince = null;
                }

                if (node.Devices.Count == 0 && !isFirst)
                {
                    return;
                }
            }
#pragma warning disable CA1031 // Whatever goes wrong, the devices must still be announced.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                if (_unansweredSince is null && !_stopping.IsCancellationRequested)
                {
                    _unansweredSince = clock.GetTimestamp();
                    LogUnanswered(exception.Message);
                }
            }

            await Task.Delay(Interval, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        if (node.Devices.Count > 0)
        {
            Task leaving = Fleet.AnnounceDevices(_silo, []);
            await leaving.WaitAsync(Interval, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task AnnounceDevices()
    {
        var devices = node.Devices.Select(device => new DeviceReport(device, _runs.GetValueOrDefault(device))).ToArray();
        var wanted = await Fleet.AnnounceDevices(_silo, devices).WaitAsync(_stopping.Token);
        foreach (var (device, run) in node.Devices.Zip(wanted))
        {
            await Reassign(device, run);
        }
    }

    /// <summary>Assigns a device to a run. If it works on another one, its trainer leaves first.</summary>
    private async Task Reassign(string device, string? run)
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
            // Repeated each time, so that a trainer that has ended during its run is started again.
            _runs[device] = run;
            await Trainer(device, run).StartWork();
        }
    }

    /// <summary>Waits until the trainer has left, however long its step takes.</summary>
    private Task Leave(string device, string run) => RetryUntilAnswered.Call(Trainer(device, run).Leave, _gone.Token);

    private ITrainerGrain Trainer(string device, string run) => grains.GetGrain<ITrainerGrain>(new TrainerId(_silo, device).KeyOf(run));

    [LoggerMessage(EventId = 5000, Level = LogLevel.Warning, Message = "The fleet does not answer. Retrying: {Problem}")]
    private partial void LogUnanswered(string problem);

    [LoggerMessage(EventId = 5001, Level = LogLevel.Information, Message = "The fleet answered again after {Seconds:0.0} s")]
    private partial void LogAnswered(double seconds);
}
