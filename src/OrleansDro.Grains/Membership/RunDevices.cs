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

    /// <summary>Finds out why the run has no trainer.</summary>
    /// <returns>The decision with a reason from the fleet, or unchanged if the fleet does not answer.</returns>
    public async Task<MembershipDecision> Explain(MembershipDecision decision)
    {
        try
        {
            return DeviceShortage.Explain(decision, run.Name, run.Spec.Compute.Device, await grains.GetGrain<IFleetGrain>(0).GetDevices());
        }
        catch (Exception exception) when (TransientFaults.IsLostCall(exception))
        {
            // The fleet grain is moving to another silo.
            return decision;
        }
    }

    private IFleetCoordinator Scheduler => grains.GetGrain<IFleetCoordinator>(0);
}
