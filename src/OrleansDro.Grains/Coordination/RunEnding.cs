using Microsoft.Extensions.Logging;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Coordination.Status;
using OrleansDro.Grains.Infrastructure;
using OrleansDro.Grains.Membership;
using OrleansDro.Grains.Runs;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Grains.Coordination;

/// <summary>Ends a run: records why it failed, publishes its final status, and releases its sampler and devices.</summary>
internal sealed partial class RunEnding(DurableRun run, RunSampler sampler, RunOrders orders, RunDevices devices, RunMetricsPublisher publisher, ILogger<RunEnding> logger)
{
    /// <summary>Records an exception as the failure of the run, unless a failure is recorded already, which then caused the exception.</summary>
    public Task RecordFailure(Exception exception)
    {
        var isInput = exception is InvalidInputException;
        return run.Write(run.Record with { Failure = run.Record.Failure ?? new RunFailure(exception.Message, isInput, isInput ? null : exception.ToString()) });
    }

    /// <summary>Ends the run, as failed if a failure is recorded.</summary>
    public async Task End()
    {
        if (run.Record.Failure is { } failure)
        {
            if (failure.Details is { } details)
            {
                LogFailed(run.Name, details);
            }

            await run.Write(run.Record with { State = RunState.Failed, StepsCommitted = sampler.StepsCommitted });
        }

        await sampler.RefreshProgress();
        publisher.PublishEnd();
        orders.Publish();
        await RetryUntilAnswered.Call(() => sampler.Grain.Abort());
        await devices.Release();
    }

    [LoggerMessage(EventId = 1001, Level = LogLevel.Error, Message = "Run {Run} failed: {Details}")]
    private partial void LogFailed(string run, string details);
}
