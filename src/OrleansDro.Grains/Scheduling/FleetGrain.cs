using Orleans.Concurrency;
using Orleans.Storage;
using OrleansDro.Abstractions.Fleet;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Infrastructure;
using OrleansDro.Grains.Protocol.Scheduling;
using OrleansDro.Grains.Scheduling.Placement;

namespace OrleansDro.Grains.Scheduling;

/// <inheritdoc cref="IFleetGrain"/>
[Reentrant, KeepAlive, RequireRole(NodeRoles.Control)]
internal sealed class FleetGrain(GrainStateStores storages, TimeProvider clock) : Grain, IFleetGrain, IFleetCoordinator
{
    /// <summary>How long a silo may say nothing. Longer than a run's lease: a device that is only slow is not given to others meanwhile.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(5);

    private readonly SortedDictionary<string, (DeviceReport[] Devices, long Heard)> _silos = new(StringComparer.Ordinal);
    private DurableRecord<FleetRecord>? _durable;
    private FleetRecord _record = new([], []);
    private Task _writing = Task.CompletedTask;

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _durable = new DurableRecord<FleetRecord>(storages.Of(this.GetGrainId()), "fleet");
        _record = await _durable.Read() ?? _record;
    }

    public Task<string?[]> Announce(string silo, DeviceReport[] devices)
    {
        if (devices.Length == 0)
        {
            _silos.Remove(silo);
            return Task.FromResult<string?[]>([]);
        }

        _silos[silo] = (devices, clock.GetTimestamp());
        return Task.FromResult<string?[]>([.. Shares().Where(share => share.Device.Silo == silo).Select(share => share.Run)]);
    }

    public Task Enter(RunDemand demand) => Write(() => new FleetRecord(
        _record.Runs.Contains(demand.Run) ? _record.Runs : [.. _record.Runs, demand.Run],
        _record.Demands.Any(known => known.Run == demand.Run)
            ? [.. _record.Demands.Select(known => known.Run == demand.Run ? demand : known)]
            : [.. _record.Demands, demand]));

    public Task Leave(string run) => Write(() => _record with { Demands = [.. _record.Demands.Where(demand => demand.Run != run)] });

    public Task<IReadOnlyList<string>> GetRuns() => Task.FromResult(_record.Runs);

    public Task<IReadOnlyList<DeviceView>> GetDevices() => Task.FromResult<IReadOnlyList<DeviceView>>(Shares());

    public async Task WakeRuns()
    {
        foreach (var demand in _record.Demands)
        {
            await GrainFactory.GetGrain<IRunGrain>(demand.Run).GetStatus();
        }
    }

    private DeviceView[] Shares()
    {
        foreach (var silent in _silos.Where(silo => clock.GetElapsedTime(silo.Value.Heard) > Silence).Select(silo => silo.Key).ToArray())
        {
            _silos.Remove(silent);
        }

        var devices = _silos.SelectMany(silo => silo.Value.Devices, (silo, device) => (Id: new TrainerId(silo.Key, device.Name), Report: device)).ToArray();
        var runs = DeviceAllocation.Decide(Array.ConvertAll(devices, device => device.Report), _record.Demands);
        return [.. devices.Zip(runs, (device, run) => new DeviceView(device.Id, run))];
    }

    // One after the other, so that none is lost.
    private Task Write(Func<FleetRecord> change)
    {
        return _writing = WriteAfter(_writing);

        async Task WriteAfter(Task earlier)
        {
            await earlier.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            _record = change();
            try
            {
                await _durable!.Write(_record);
            }
            catch (InconsistentStateException)
            {
                // The fleet was taken over by another silo while this one was given up.
                DeactivateOnIdle();
                throw;
            }
        }
    }
}
