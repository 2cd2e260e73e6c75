using OrleansDro.Abstractions;
using OrleansDro.Abstractions.Fleet;
using OrleansDro.Grains.Infrastructure;
using OrleansDro.Grains.Protocol.Scheduling;
using OrleansDro.Grains.Runs;

namespace OrleansDro.Grains.Membership;

/// <summary>A run's demand for devices of the cluster.</summary>
internal sealed class RunDevices(DurableRun run, IGrainFactory grains)
{
    /// <summary>Requests devices until they are released. Requests at most one trainer per micro-batch, because more would have nothing to do.</summary>
    public Task Request()
    {
        var trainers = run.Record.Start.Trainers;
        var maximum = Math.Clamp(trainers.Maximum, trainers.Minimum, Math.Max(trainers.Minimum, run.Spec.MicroBatches));
        return RetryUntilAnswered.Call(() => Scheduler.RequestDevices(new RunDemand(run.Name, run.Spec.Compute.Device, trainers with { Maximum = maximum })));
    }

    /// <summary>Releases the devices.</summary>
    public Task Release() => RetryUntilAnswered.Call(() => Scheduler.ReleaseDevices(run.Name));

    /// <summary>All devices of the cluster; null if the fleet does not answer.</summary>
    public async Task<IReadOnlyList<DeviceView>?> TryGetAll()
    {
        try
        {
            return await grains.GetGrain<IFleetGrain>(0).GetDevices();
        }
        catch (Exception exception) when (TransientFaults.IsLostCall(exception))
        {
            // The fleet grain is moving to another silo.
            return null;
        }
    }

    private IFleetCoordinator Scheduler => grains.GetGrain<IFleetCoordinator>(0);
}
