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
internal sealed class FleetGrain(IGrainContext context, GrainStateStores storages, TimeProvider clock) : Grain, IFleetGrain, IFleetCoordinator
{
    /// <summary>How long the lease of a silo's devices lasts. It is longer than a trainer's lease, so that the device of a slow silo is not assigned to another run.</summary>
    private static readonly TimeSpan LeaseDuration = TimeSpan.FromSeconds(5);

    private readonly SortedDictionary<string, (DeviceReport[] Devices, long AnnouncedAt)> _silos = new(StringComparer.Ordinal);
    private readonly DurableRecord<FleetRecord> _durable = new(storages.Of(context.GrainId), "fleet");
    private FleetRecord _record = new([], []);
    private Task _writing = Task.CompletedTask;

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken) => _record = await _durable.Read() ?? _record;

    public Task<string?[]> AnnounceDevices(string silo, DeviceReport[] devices)
    {
        if (devices.Length == 0)
        {
            _silos.Remove(silo);
            return Task.FromResult<string?[]>([]);
        }

        _silos[silo] = (devices, clock.GetTimestamp());
        return Task.FromResult<string?[]>([.. Allocate().Where(view => view.Device.Silo == silo).Select(view => view.Run)]);
    }

    public Task RequestDevices(RunDemand demand) => Write(() => new FleetRecord(
        _record.Runs.Contains(demand.Run) ? _record.Runs : [.. _record.Runs, demand.Run],
        _record.Demands.Any(known => known.Run == demand.Run)
            ? [.. _record.Demands.Select(known => known.Run == demand.Run ? demand : known)]
            : [.. _record.Demands, demand]));

    public Task ReleaseDevices(string run) => Write(() => _record with { Demands = [.. _record.Demands.Where(demand => demand.Run != run)] });

    public Task<IReadOnlyList<string>> GetRuns() => Task.FromResult(_record.Runs);

    public Task<IReadOnlyList<DeviceView>> GetDevices() => Task.FromResult<IReadOnlyList<DeviceView>>(Allocate());

    public async Task WakeRuns()
    {
        foreach (var demand in _record.Demands)
        {
            await GrainFactory.GetGrain<IRunGrain>(demand.Run).GetStatus();
        }
    }

    private DeviceView[] Allocate()
    {
        foreach (var expired in _silos.Where(silo => clock.GetElapsedTime(silo.Value.AnnouncedAt) > LeaseDuration).Select(silo => silo.Key).ToArray())
        {
            _silos.Remove(expired);
        }

        var devices = _silos.SelectMany(silo => silo.Value.Devices, (silo, device) => (Id: new TrainerId(silo.Key, device.Name), Report: device)).ToArray();
        var runs = DeviceAllocation.Decide(Array.ConvertAll(devices, device => device.Report), _record.Demands);
        return [.. devices.Zip(runs, (device, run) => new DeviceView(device.Id, run))];
    }

    // Changes are written one after the other, so that none is lost.
    private Task Write(Func<FleetRecord> change)
    {
        return _writing = WriteAfter(_writing);

        async Task WriteAfter(Task earlier)
        {
            await earlier.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            _record = change();
            try
            {
                await _durable.Write(_record);
            }
            catch (InconsistentStateException)
            {
                // Another silo has taken over the fleet while this one was suspended.
                DeactivateOnIdle();
                throw;
            }
        }
    }
}
