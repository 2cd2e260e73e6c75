using OrleansDro.Abstractions.Fleet;
using OrleansDro.Grains.Infrastructure;
using OrleansDro.Grains.Protocol.Scheduling;
using OrleansDro.Grains.Runs;

namespace OrleansDro.Grains.Membership;

/// <summary>A run's demand for devices of the fleet.</summary>
internal sealed class RunDevices(DurableRun run, IGrainFactory grains)
{
    /// <summary>Asks for devices until the run leaves; more trainers than micro-batches have nothing to do.</summary>
    public Task Enter()
    {
        var trainers = run.Record.Start.Trainers;
        var maximum = Math.Clamp(trainers.Maximum, trainers.Minimum, Math.Max(trainers.Minimum, run.Spec.MicroBatches));
        return RetryUntilAnswered.Call(() => Scheduler.Enter(new RunDemand(run.Name, run.Spec.Compute.Device, trainers with { Maximum = maximum })));
    }

    /// <summary>Gives the devices back.</summary>
    public Task Leave() => RetryUntilAnswered.Call(() => Scheduler.Leave(run.Name));

    /// <summary>Finds out why no trainer comes.</summary>
    /// <returns>The decision with the reason, where the fleet knows it.</returns>
    public async Task<MembershipDecision> Explain(MembershipDecision decision)
    {
        try
        {
            return DeviceShortage.Explain(decision, run.Name, run.Spec.Compute.Device, await grains.GetGrain<IFleetGrain>(0).GetDevices());
        }
        catch (Exception exception) when (TransientFaults.IsLostCall(exception))
        {
            // It is on its way to another silo.
            return decision;
        }
    }

    private IFleetCoordinator Scheduler => grains.GetGrain<IFleetCoordinator>(0);
}
