using OrleansDro.Grains.Coordination.Status;
using OrleansDro.Grains.Membership;
using OrleansDro.Grains.Runs;
using OrleansDro.Grains.Validation;

namespace OrleansDro.Grains.Coordination;

/// <summary>Executes an active run: checks that it may start, requests devices, has it trained and evaluated, and completes it.</summary>
internal sealed class RunExecution(
    DurableRun run, RunFolders folders, RunCheckpoints checkpoints, RunDevices devices, RunData data, RunMembership membership, RunMetricsPublisher publisher, SamplerStartup startup,
    RunCompletion completion, RunWait wait)
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(100);

    /// <summary>Executes the run until it has a result.</summary>
    /// <exception cref="Robustness.Errors.InvalidInputException">The spec, the folder or the checkpoint does not allow it.</exception>
    /// <exception cref="InvalidOperationException">The run failed, or it continues on another silo.</exception>
    public async Task Execute()
    {
        RunSpecCheck.Validate(run.Spec);
        folders.RequireInside();
        var checkpoint = await checkpoints.RequireStartable();
        await devices.Request();
        using var ended = new CancellationTokenSource();
        var membershipLoop = membership.RunLoop(ended.Token);
        var publishing = publisher.PublishUntil(ended.Token);
        try
        {
            var summary = await wait.For(() => data.Summary, membershipLoop);
            ValidationCheck.Require(run.Spec.Validation, summary);
            await startup.StartSampler(checkpoint, summary.Training);
            while (!await completion.WaitForResult(summary, membershipLoop))
            {
                // Trainers or the sampler were lost before the result was complete; others are about to replace them.
                await Task.Delay(RetryPause);
            }
        }
        finally
        {
            await ended.CancelAsync();
            await membershipLoop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            await publishing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }
    }
}
