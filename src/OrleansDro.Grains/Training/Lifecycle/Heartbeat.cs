using OrleansDro.Abstractions;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Protocol.Coordination;
using OrleansDro.Grains.Training.Context;


namespace OrleansDro.Grains.Training.Lifecycle;

/// <summary>Reports the trainer's state to its run, and takes the run's orders from the answers. The run answers at once if it has new orders, else after some time.</summary>
/// <param name="run">The run.</param>
/// <param name="trainer">The trainer.</param>
/// <param name="progress">The trainer's state.</param>
/// <param name="orders">Receives the orders.</param>
/// <param name="released">Ends all calls.</param>
internal sealed class Heartbeat(IRunCoordinator run, TrainerId trainer, TrainerProgress progress, LatestOrders orders, CancellationToken released)
{
    /// <summary>How long to wait after the run has not answered.</summary>
    private static readonly TimeSpan HeartbeatPause = TimeSpan.FromMilliseconds(100);

    /// <summary>Sends heartbeats, one after the other, until the trainer is released.</summary>
    public async Task SendHeartbeats()
    {
        while (!released.IsCancellationRequested)
        {
            if (!await SendHeartbeat())
            {
                await Task.Delay(HeartbeatPause, released);
            }
        }
    }

    /// <summary>Sends one heartbeat.</summary>
    /// <returns>Whether the run has answered.</returns>
    /// <exception cref="OperationCanceledException">The trainer was released.</exception>
    public async Task<bool> SendHeartbeat()
    {
        try
        {
            var data = progress.State.DataSet;
            orders.Update(await run.Heartbeat(progress.Describe(trainer, orders.Latest?.Version ?? -1)).WaitAsync(released));
            if (data is not null && orders.Latest is { WantsDataSummary: true })
            {
                await run.ReportDataSet(trainer, data.Summary).WaitAsync(released);
            }

            return true;
        }
        catch (Exception exception) when (TransientFaults.IsLostCall(exception))
        {
            return false;
        }
    }
}
